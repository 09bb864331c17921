// @ts-check
// What a pane is called.

/** @typedef {{name: string | null, title: string, command: string | null, directory: string | null, shell: string}} Known */

/**
 * The person's word first, then the program's, then what runs, then where.
 * @param {Known} known
 */
export function titleOf({ name, title, command, directory, shell }) {
  if (name !== null && name !== '') return name;
  // Shells put where they are into the title; while a program runs it says more.
  if (command !== null && command !== '') return programOf(command);
  if (title !== '') return title;
  // Every shell begins at home: that says nothing.
  return directory === null || directory === '~' ? shell : lastPart(directory);
}

/**
 * The program of a command line: behind assignments and `sudo`.
 * @param {string} command
 */
export function programOf(command) {
  const words = command.split(/[\s;&|()]+/).filter((word) => word !== '');
  const first = words.findIndex((word) => !/^\w+=/.test(word) && word !== 'sudo' && word !== 'exec' && word !== 'time');
  const word = words[Math.max(0, first)] ?? command;
  return lastPart(word).slice(0, 40) || command.slice(0, 40);
}

/** @param {string} path */
export function lastPart(path) {
  return path.replace(/\/+$/, '').split('/').at(-1) || '/';
}

/**
 * A directory as its own shell would say it: the session's workspace is its home.
 * @param {string | null} directory
 * @param {string | null} session id
 */
export function homely(directory, session) {
  if (directory === null || session === null) return directory;
  const home = `/${session}/workspace`;
  const at = directory.indexOf(home);
  const rest = directory.slice(at + home.length);
  return at < 0 || (rest !== '' && !rest.startsWith('/')) ? directory : `~${rest}`;
}

/**
 * A path in little room: its end counts.
 * @param {string} path
 * @param {number} most characters
 */
export function shortPath(path, most = 40) {
  if (path.length <= most) return path;
  const parts = path.split('/');
  let end = parts.pop() ?? '';
  while (parts.length > 1 && end.length + (parts.at(-1) ?? '').length + 3 <= most) end = `${parts.pop()}/${end}`;
  return end.length + 2 > most ? `…${end.slice(1 - most)}` : `…/${end}`;
}
