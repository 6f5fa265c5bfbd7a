// The duties of a period: one tab stop in the matrix, a panel beside it, the address holds the state.
"use strict";
const grid = $("table.m");
const panel = $("#panel");
const param = panel.dataset.param || "viec";
const base = (grid || $("table[data-at]"))?.dataset.at || "";
const cells = () => (grid ? $$("td.c", grid) : []);
const lines = () => $$("tbody tr:not(.g)", grid);
let anchor = null;

function stop(cell) { for (const each of cells()) each.tabIndex = -1; if (cell) cell.tabIndex = 0; }
function go(cell, keep) {
  if (!cell) return;
  stop(cell);
  cell.focus();
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (keep && !panel.hidden) open(cell.dataset.d, cell);
}
function step(cell, dx, dy) {
  const all = lines();
  let row = all.indexOf(cell.parentElement), column = cell.cellIndex;
  for (let tries = 0; tries < 300; tries++) {
    row += dy; column += dx;
    const next = all[row]?.cells[column];
    if (!next || next.tagName === "TH") return null;
    if (next.classList.contains("c")) return next;
  }
  return null;
}

/* the panel */
function mark(address) { for (const each of cells()) each.classList.toggle("open", each.dataset.d === address); }
function remember(address) {
  const url = new URL(location);
  address ? url.searchParams.set(param, address) : url.searchParams.delete(param);
  history.replaceState(null, "", url);
}
async function open(address, from) {
  mark(address);
  remember(address);
  const answer = await fetch(base + address.split("@").map(encodeURIComponent).join("@"), { headers: { "HX-Request": "true" } });
  if (answer.status === 401) { location.reload(); return; }
  if (!answer.ok) { say("Không mở được chi tiết."); return; }
  panel.innerHTML = await answer.text();
  panel.hidden = false;
  panel.dataset.live = $("#panel-body").dataset.keys;
  say("Đã mở chi tiết " + address);
  if (from) from.focus();
}
function shut() {
  if (panel.hidden) return;
  const cell = cells().find((each) => each.classList.contains("open"));
  panel.hidden = true;
  panel.replaceChildren();
  delete panel.dataset.live;
  mark(""); remember("");
  (cell || $(`[data-d="${CSS.escape(panel.dataset.last || "")}"]`))?.focus();
}
panel.addEventListener("click", (event) => { if (event.target.closest("#panel-shut")) shut(); });
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !$("dialog[open]") && !event.target.closest("input, textarea, select")) shut();
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-d]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  panel.dataset.last = link.dataset.d;
  open(link.dataset.d, link);
});

/* the selection: kept by number, so that a fresh matrix shows it again */
const picked = new Set();
function draw() {
  for (const each of cells()) each.setAttribute("aria-selected", String(picked.has(each.dataset.n)));
  for (const each of $$("input[data-n]")) each.checked = picked.has(each.dataset.n);
  document.dispatchEvent(new CustomEvent("picked"));
}
function pick(cell, on) { on ? picked.add(cell.dataset.n) : picked.delete(cell.dataset.n); }
function range(a, b) {
  const all = lines();
  const [top, bottom] = [all.indexOf(a.parentElement), all.indexOf(b.parentElement)].sort((x, y) => x - y);
  const [left, right] = [a.cellIndex, b.cellIndex].sort((x, y) => x - y);
  for (let row = top; row <= bottom; row++) for (let column = left; column <= right; column++) {
    const each = all[row].cells[column];
    if (each?.classList.contains("c")) pick(each, true);
  }
}
const awaited = (cell) => ["miss", "gone", "back"].some((each) => cell.classList.contains(each));
document.addEventListener("change", (event) => {
  if (event.target.matches("input[data-n]")) { pick(event.target, event.target.checked); draw(); }
});
function begin() {
  if (!grid) return;
  stop(cells().find((each) => each.dataset.d === new URL(location).searchParams.get(param)) || cells()[0]);
  mark(new URL(location).searchParams.get(param) || "");
}
if (grid) {
  begin();
  grid.addEventListener("click", (event) => {
    const head = event.target.closest("[data-col]");
    if (head) { for (const row of lines()) { const each = row.cells[Number(head.dataset.col)]; if (each?.classList.contains("c") && awaited(each)) pick(each, true); } draw(); return; }
    const cell = event.target.closest("td.c");
    if (!cell) return;
    if (event.shiftKey && anchor?.isConnected) { range(anchor, cell); draw(); return; }
    anchor = cell;
    if (event.ctrlKey || event.metaKey) { pick(cell, !picked.has(cell.dataset.n)); draw(); go(cell); return; }
    go(cell);
    open(cell.dataset.d, cell);
  });
  grid.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td.c");
    if (!cell) return;
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (move) {
      event.preventDefault();
      const next = step(cell, ...move);
      if (event.shiftKey && next) { pick(cell, true); pick(next, true); draw(); }
      go(next, true);
    } else if (event.key === "Enter") { event.preventDefault(); open(cell.dataset.d, cell); }
    else if (event.key === " ") { event.preventDefault(); pick(cell, !picked.has(cell.dataset.n)); anchor = cell; draw(); }
    else if (event.key === "Home" || event.key === "End") { event.preventDefault(); go($$("td.c", cell.parentElement).at(event.key === "Home" ? 0 : -1), true); }
    else if (event.key === "F6" && !panel.hidden) { event.preventDefault(); $("#panel-shut").focus(); }
  });
}
for (const each of $$("#filters select")) each.addEventListener("change", () => $("#filters").requestSubmit());
