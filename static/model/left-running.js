// @ts-check
// Sessions of the person that run while nobody looks: left by another tab, another device, or on purpose.

/** @typedef {{id: string, status: string, viewers: number, user_id?: string}} Listed */

export class LeftRunning {
  /** @type {string[]} as it was when they were last asked for */
  #ids = [];

  /**
   * @param {Listed[]} sessions all that the person may see, which may be those of others as well
   * @param {string | null} userID null: the server has not told
   */
  take(sessions, userID) {
    const left = sessions.filter(({ status, viewers, user_id = userID }) => (
      status === 'running' && viewers === 0 && (userID === null || user_id === userID)));
    this.#ids = left.map(({ id }) => id);
  }

  /** @param {string} id of one that is left now */
  add(id) {
    if (!this.#ids.includes(id)) this.#ids.push(id);
  }

  /** @param {(id: string) => boolean} isHere whether this page shows it */
  count(isHere) {
    return this.#ids.filter((id) => !isHere(id)).length;
  }
}
