// What every page of the board does: look, dialogs, keys, words for screen readers.
"use strict";
const $ = (what, where = document) => where.querySelector(what);
const $$ = (what, where = document) => [...where.querySelectorAll(what)];
const say = (words) => { $("#says").textContent = words; };

/* look */
$("#look").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.look ? root.dataset.look === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.look = dark ? "light" : "dark";
  localStorage.setItem("look", root.dataset.look);
});

/* dialogs */
document.addEventListener("click", (event) => {
  const opens = event.target.closest("[data-open]");
  if (opens) document.getElementById(opens.dataset.open)?.showModal();
  const shuts = event.target.closest("dialog [data-shut]");
  if (shuts) shuts.closest("dialog").close();
  if (event.target.closest("[data-print]")) print();
});
document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-goes]")) location.assign(event.target.value);
});

/* toasts; one that offers to undo stays while it has the focus */
function toast(words, undo) {
  const box = document.createElement("div");
  box.className = "toast";
  const text = document.createElement("span");
  text.textContent = words;
  box.append(text);
  if (undo) {
    const back = document.createElement("button");
    back.className = "b s"; back.type = "button"; back.textContent = "Hoàn tác";
    back.addEventListener("click", () => { box.remove(); undo(); });
    box.append(back);
  }
  $("#toasts").append(box);
  setTimeout(() => { if (!box.contains(document.activeElement)) box.remove(); }, 10000);
  return box;
}

/* how much waits in the queue: asked for beside the page, so that no page waits for it */
let countSoon = 0;
async function countWaiting() {
  countSoon = 0;
  const badge = $("#waiting");
  if (!badge) return;
  const answer = await fetch("/bang/can-xu-ly/so", { headers: { "X-Live": "1" } }).catch(() => null);
  if (!answer?.ok) return;
  const { waiting } = await answer.json();
  badge.firstElementChild.textContent = waiting;
  badge.hidden = waiting === 0;
}
countWaiting();
document.addEventListener("heard", () => { countSoon ||= setTimeout(countWaiting, 2000); });

/* two minutes before the session ends, where nothing was done in another page meanwhile */
const ends = $("#ends"), ending = $("#ending"), WARNED_S = 120;
let endSoon = 0;
function watchEnd(left) {
  clearTimeout(endSoon);
  ending.hidden = left > WARNED_S;
  if (left > WARNED_S) endSoon = setTimeout(() => askEnd({ "X-Live": "1" }), (left - WARNED_S + 1) * 1000);
}
async function askEnd(headers) {
  const answer = await fetch("/bang/phien", { headers: { "HX-Request": "true", ...headers } }).catch(() => null);
  if (!answer?.ok) return;
  const now = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("ends");
  ends.textContent = now.textContent;
  watchEnd(Number(now.dataset.left));
}
if (ends) {
  watchEnd(Number(ends.dataset.left));
  ending.querySelector("button").addEventListener("click", () => askEnd({}));
}

/* keys; single letters can be switched off */
const keysOn = () => localStorage.getItem("keys") !== "off";
$("#keys-on").checked = keysOn();
$("#keys-on").addEventListener("change", (event) => localStorage.setItem("keys", event.target.checked ? "on" : "off"));
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); $("#find")?.focus(); return; }
  if (!keysOn() || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
  if (event.key === "/") { event.preventDefault(); ($("#words") || $("#find"))?.focus(); }
  if (event.key === "?") $("#help").showModal();
});
