// The sign-in page: looks whether the code was confirmed in chat, and goes on by itself.
"use strict";
const form = document.getElementById("enter");
const waiting = document.getElementById("waiting");
const left = document.getElementById("left");
let seconds = Number(form.dataset.left);

async function look() {
  let state = { state: "waiting", left: seconds };
  try { state = await (await fetch("/bang/cho", { cache: "no-store" })).json(); } catch (lost) { /* asked again */ }
  seconds = state.left;
  if (state.state === "confirmed") { form.requestSubmit(); return; }
  if (state.state === "over") { location.reload(); return; }
  setTimeout(look, 2000);
}
function count() {
  seconds = Math.max(0, seconds - 1);
  left.textContent = `còn ${Math.floor(seconds / 60)} phút ${seconds % 60} giây`;
}
setInterval(count, 1000);
count();
setTimeout(look, 1500);
waiting.hidden = false;
