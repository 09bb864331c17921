// @ts-check
// Everything that can be asked for by key or palette, in one table. What an action does is in app/.

/**
 * @typedef {'Tabs and panes' | 'Terminal' | 'Commands' | 'Session' | 'View'} Group
 * @typedef {{id: string, title: string, group: Group, keys: string[], mac: string[]}} Action
 */

// Browsers keep Ctrl+T, Ctrl+W, Ctrl+N, Ctrl+Tab and Ctrl+PgUp; shells and editors need nearly every Ctrl and Alt with a
// letter. What is left is Alt+Shift, as in Windows Terminal, and Ctrl+Shift, as in GNOME Terminal.
/** @type {[Group, string, string, string, string][]} group, id, title, keys, keys on a Mac */
const ROWS = [
  ['Tabs and panes', 'tab.new', 'New tab', 'Alt+Shift+T', 'Alt+Meta+T'],
  ['Tabs and panes', 'tab.close', 'Close tab', '', ''],
  ['Tabs and panes', 'tab.rename', 'Rename session', 'Alt+Shift+N', ''],
  ['Tabs and panes', 'tab.next', 'Next tab', 'Alt+PageDown', 'Shift+Meta+]'],
  ['Tabs and panes', 'tab.previous', 'Previous tab', 'Alt+PageUp', 'Shift+Meta+['],
  ['Tabs and panes', 'tab.right', 'Move tab right', 'Alt+Shift+PageDown', 'Alt+Shift+PageDown'],
  ['Tabs and panes', 'tab.left', 'Move tab left', 'Alt+Shift+PageUp', 'Alt+Shift+PageUp'],
  ...Array.from({ length: 9 }, (_, index) => /** @type {[Group, string, string, string, string]} */ (
    ['Tabs and panes', `tab.${index + 1}`, `Go to tab ${index + 1}`, `Alt+${index + 1}`, `Ctrl+${index + 1}`])),
  ['Tabs and panes', 'pane.right', 'Split right', 'Alt+Shift+=', 'Meta+D'],
  ['Tabs and panes', 'pane.down', 'Split down', 'Alt+Shift+-', 'Shift+Meta+D'],
  ['Tabs and panes', 'pane.close', 'Close pane', 'Alt+Shift+W', 'Alt+Meta+W'],
  ['Tabs and panes', 'pane.zoom', 'Zoom pane', 'Ctrl+Shift+Z', 'Shift+Meta+Enter'],
  ['Tabs and panes', 'pane.next', 'Next pane', 'Ctrl+Shift+Space', 'Meta+]'],
  ['Tabs and panes', 'pane.focusLeft', 'Focus pane on the left', 'Ctrl+Shift+ArrowLeft', 'Alt+Meta+ArrowLeft'],
  ['Tabs and panes', 'pane.focusRight', 'Focus pane on the right', 'Ctrl+Shift+ArrowRight', 'Alt+Meta+ArrowRight'],
  ['Tabs and panes', 'pane.focusUp', 'Focus pane above', 'Ctrl+Shift+ArrowUp', 'Alt+Meta+ArrowUp'],
  ['Tabs and panes', 'pane.focusDown', 'Focus pane below', 'Ctrl+Shift+ArrowDown', 'Alt+Meta+ArrowDown'],
  ['Tabs and panes', 'pane.growLeft', 'Move edge left', 'Alt+Shift+ArrowLeft', 'Ctrl+Meta+ArrowLeft'],
  ['Tabs and panes', 'pane.growRight', 'Move edge right', 'Alt+Shift+ArrowRight', 'Ctrl+Meta+ArrowRight'],
  ['Tabs and panes', 'pane.growUp', 'Move edge up', 'Alt+Shift+ArrowUp', 'Ctrl+Meta+ArrowUp'],
  ['Tabs and panes', 'pane.growDown', 'Move edge down', 'Alt+Shift+ArrowDown', 'Ctrl+Meta+ArrowDown'],
  ['Tabs and panes', 'pane.equalize', 'Make all panes equal', '', ''],
  ['Tabs and panes', 'pane.breakOut', 'Move pane to a new tab', '', ''],
  ['Terminal', 'copy', 'Copy', 'Ctrl+Shift+C', 'Meta+C'],
  ['Terminal', 'paste', 'Paste', 'Ctrl+Shift+V Shift+Insert', 'Meta+V'],
  ['Terminal', 'selectAll', 'Select all', 'Ctrl+Shift+A', 'Meta+A'],
  ['Terminal', 'find', 'Find', 'Ctrl+Shift+F', 'Meta+F'],
  ['Terminal', 'links', 'Open a link on the screen', 'Ctrl+Shift+O', 'Shift+Meta+O'],
  ['Terminal', 'scroll.top', 'Scroll to the top', 'Ctrl+Shift+Home', 'Meta+Home'],
  ['Terminal', 'scroll.bottom', 'Scroll to the bottom', 'Ctrl+Shift+End', 'Meta+End'],
  ['Terminal', 'clear', 'Clear scrollback', 'Ctrl+Shift+K', 'Meta+K'],
  ['Terminal', 'leave', 'Leave the terminal with the keyboard', 'Ctrl+F6', 'Ctrl+F6'],
  ['Commands', 'command.previous', 'Previous command', 'Ctrl+ArrowUp', 'Meta+ArrowUp'],
  ['Commands', 'command.next', 'Next command', 'Ctrl+ArrowDown', 'Meta+ArrowDown'],
  ['Commands', 'command.copyOutput', 'Copy output of the command', 'Ctrl+Shift+X', 'Shift+Meta+X'],
  ['Commands', 'command.rerun', 'Run the command again', 'Ctrl+Shift+R', 'Shift+Meta+R'],
  ['Commands', 'command.notify', 'Tell me when it is done', 'Ctrl+Shift+D', 'Ctrl+Shift+D'],
  ['Commands', 'panel.history', 'Command history', 'Ctrl+Shift+H', 'Shift+Meta+H'],
  ['Session', 'panel.sessions', 'Sessions', 'Ctrl+Shift+S', 'Shift+Meta+S'],
  ['Session', 'panel.files', 'Files', 'Ctrl+Shift+E', 'Shift+Meta+E'],
  ['Session', 'upload', 'Upload files', 'Ctrl+Shift+U', 'Shift+Meta+U'],
  ['Session', 'panel.sharing', 'Share this session', '', ''],
  ['Session', 'session.end', 'End this session', '', ''],
  ['Session', 'session.detach', 'Close pane, keep the session running', '', ''],
  ['Session', 'session.link', 'Copy the address of this session', '', ''],
  ['Session', 'session.reconnect', 'Connect again now', '', ''],
  ['View', 'palette', 'Command palette', 'Ctrl+Shift+P Alt+Shift+P', 'Shift+Meta+P'],
  ['View', 'settings', 'Settings', 'Ctrl+,', 'Meta+,'],
  ['View', 'keys', 'Keyboard shortcuts', '', ''],
  ['View', 'font.larger', 'Larger text', 'Ctrl+= Ctrl+Shift+=', 'Meta+= Shift+Meta+='],
  ['View', 'font.smaller', 'Smaller text', 'Ctrl+-', 'Meta+-'],
  ['View', 'font.reset', 'Usual text size', 'Ctrl+0', 'Meta+0'],
  ['View', 'fullscreen', 'Full screen, with all keys for the terminal', 'Alt+Shift+Enter', 'Ctrl+Meta+F'],
  ['View', 'screenReader', 'Screen reader mode', 'Alt+Shift+F1', 'Alt+Shift+F1'],
];

/** @type {readonly Action[]} */
export const ACTIONS = ROWS.map(([group, id, title, keys, mac]) => ({
  group, id, title, keys: keys.split(' ').filter(Boolean), mac: mac.split(' ').filter(Boolean),
}));

const BY_ID = new Map(ACTIONS.map((action) => [action.id, action]));

/**
 * @param {string} id
 * @returns {Action | null}
 */
export function actionOf(id) {
  return BY_ID.get(id) ?? null;
}
