// The import of a file: while it is read the page asks how far that is; what was typed is not lost.
"use strict";
setInterval(() => { if (document.querySelector("#wizard[data-waiting]")) document.dispatchEvent(new Event("acted")); }, 2500);
