// @ts-check
// Runs before anything else of the page: main.js imports it first.

import { openFirst, socketURL } from './first-socket.js';

openFirst(socketURL(document.baseURI));
