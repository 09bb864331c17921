"""xterm.js in Chromium on one side, the emulator on the other, and what differs between them."""
