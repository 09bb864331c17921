// @ts-check
// Makes the page.

import './begin.js';
import { App } from './app/app.js';
import { KeyBar } from './view/key-bar.js';

const app = new App();
const bar = document.getElementById('key-bar');
if (bar !== null) new KeyBar(bar, app);
app.start();

/** For tests and for the curious; nothing on this page reads it. */
window.webTerminal = {
  app,
  get pane() {
    return app.focused;
  },
  get term() {
    return app.focused?.term ?? null;
  },
  get session() {
    return app.focused?.session ?? null;
  },
};
