// @ts-check
// Times as people say them.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * How long something took: `8 ms`, `1.2 s`, `3 min 5 s`, `2 h 4 min`, `3 d 2 h`.
 * @param {number} ms
 */
export function describeDuration(ms) {
  if (ms < 0 || !Number.isFinite(ms)) return '';
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9.95 * SECOND) return `${Number((ms / SECOND).toFixed(1))} s`;
  if (ms < 59.5 * SECOND) return `${Math.round(ms / SECOND)} s`;
  const seconds = Math.round(ms / SECOND);
  if (seconds < 3600) return both(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(ms / MINUTE);
  if (minutes < 24 * 60) return both(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(ms / HOUR);
  return both(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** @param {number} large @param {string} unit @param {number} small @param {string} smallUnit */
function both(large, unit, small, smallUnit) {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`;
}

/**
 * How long ago: `now`, `5 min`, `3 h`, `2 d`.
 * @param {number} ms
 */
export function describeAge(ms) {
  if (ms < MINUTE) return 'now';
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} d`;
}

/**
 * `just now`, `5 min ago`, `5 min old`.
 * @param {number} ms
 * @param {'ago' | 'old'} word
 */
export function describePast(ms, word) {
  return ms < MINUTE ? 'just now' : `${describeAge(ms)} ${word}`;
}

/**
 * When something was, by the clock on the wall; with the day, if that is another: `12:03`, `2 May, 12:03`.
 * @param {Date} when
 * @param {Date} now
 * @param {string | undefined} [locale] undefined: the browser's
 */
export function describeMoment(when, now, locale = undefined) {
  const isToday = when.toDateString() === now.toDateString();
  return when.toLocaleString(locale, {
    ...(isToday ? {} : { day: 'numeric', month: 'short' }), hour: '2-digit', minute: '2-digit', hour12: false,
  });
}

/**
 * What is left until something: `45 s`, `12 min`, `3 h`, `2 d`.
 * @param {number} ms
 */
export function describeLeft(ms) {
  if (ms <= 0) return 'now';
  return ms < 2 * MINUTE ? `${Math.ceil(ms / SECOND)} s` : describeAge(ms);
}
