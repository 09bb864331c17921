// @ts-check
// When a person is told that a command is done.

import { describeDuration } from './time-text.js';

/** @typedef {{isHidden: boolean, isWanted: boolean, durationMs: number | null, setting: string, afterSeconds: number}} Case */

/**
 * `isWanted`: the person asked for it with this command. Who looks at the page sees it without being told.
 * @param {Case} about
 */
export function shouldNotify({ isHidden, isWanted, durationMs, setting, afterSeconds }) {
  if (!isHidden || setting === 'never') return false;
  if (isWanted) return true;
  return setting === 'long' && durationMs !== null && durationMs >= afterSeconds * 1000;
}

/**
 * Whether the page should offer to tell, because a command has been running for that long.
 * @param {{isHidden: boolean, isWanted: boolean, runningMs: number, setting: string, afterSeconds: number}} about
 */
export function isWorthOffering({ isHidden, isWanted, runningMs, setting, afterSeconds }) {
  return !isHidden && !isWanted && setting === 'asked' && runningMs >= afterSeconds * 1000;
}

/**
 * @param {{command: string, exitCode: number | null, durationMs: number | null}} told
 * @returns {{title: string, body: string}}
 */
export function notificationText({ command, exitCode, durationMs }) {
  const how = exitCode === null ? 'ended' : exitCode === 0 ? 'succeeded' : `failed with ${exitCode}`;
  const long = durationMs === null ? '' : ` after ${describeDuration(durationMs)}`;
  const text = command.replace(/\s+/g, ' ').trim();
  return { title: `Command ${how}${long}`, body: text.length > 120 ? `${text.slice(0, 119)}…` : text };
}
