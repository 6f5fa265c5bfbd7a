// Acts: a dialog from the server, sent once however often the line breaks, answered in words.
// Nothing is shown as done before the server has said so; what was typed stays until it is.
"use strict";
const act = document.createElement("dialog");
act.setAttribute("aria-labelledby", "act-t");
document.body.append(act);
let opener = null;
const token = () => document.querySelector('meta[name="form-token"]').content;

/* of fields that hold what the server knows, only those that somebody has changed are sent */
const fresh = (field) => field?.dataset?.was === undefined || field.value !== field.dataset.was;
const fieldsOf = (form) => [...new FormData(form)].filter(([name]) => fresh(form.elements.namedItem(name)));
async function send(path, fields) {
  const body = new URLSearchParams(fields);
  body.set("form_token", token());
  for (let tries = 0; ; tries++) {
    try { return await fetch(path, { method: "POST", body, headers: { "HX-Request": "true" } }); }
    catch (lost) { if (tries === 3) throw lost; await new Promise((go) => setTimeout(go, 1000 * (tries + 1))); }
  }
}
function show(html, from) {
  act.innerHTML = html;
  opener = from;
  if (!act.open) act.showModal();
  act.querySelector("textarea, input:not([type=hidden]), select, .main")?.focus();
}
async function ask(answer, from) {
  if (answer.status === 401) { location.reload(); return; }
  if (!answer.ok) { toast("Việc này hiện không thực hiện được."); return; }
  show(await answer.text(), from);
}
/* a dialog that waits for the chat goes on by itself */
setInterval(async () => {
  const waits = act.open && act.querySelector("[data-wait]");
  if (!waits) return;
  const answer = await fetch(waits.dataset.wait, { headers: { "X-Live": "1" } }).catch(() => null);
  if (!answer?.ok || !(await answer.json()).confirmed) return;
  act.close();
  toast("Đã xác nhận. Đồng chí tiếp tục thực hiện.");
  document.dispatchEvent(new Event("acted"));
}, 2000);
act.addEventListener("close", () => { if (opener?.isConnected) opener.focus(); });

document.addEventListener("click", async (event) => {
  const one = event.target.closest("[data-ask]");
  if (one) await ask(await fetch(one.dataset.ask, { headers: { "HX-Request": "true" } }), one);
  const posts = event.target.closest("[data-post]");
  if (posts) await ask(await send(posts.dataset.post, {}), posts);
  const several = event.target.closest("[data-many]");
  if (several) {
    const ids = several.dataset.ids || [...picked].join(",");
    if (ids) await ask(await send(`/bang/viec-nhieu${several.dataset.ids && !several.hasAttribute("data-asks") ? "-thu" : ""}/${several.dataset.many}`, { ids }), several);
  }
  const many = event.target.closest("[data-remind]");
  if (many) {
    const ids = many.dataset.remind || [...(typeof picked === "undefined" ? [] : picked)].join(",");
    if (ids) await ask(await send("/bang/nhac/thu", { ids }), many);
  }
});

async function done(answer, form) {
  if (answer.status === 401) { words(form, "Phiên đăng nhập đã hết, chưa ghi gì. Đồng chí đăng nhập lại ở một thẻ khác rồi bấm lại."); return; }
  if (answer.ok && answer.headers.get("content-type")?.includes("html")) { show(await answer.text(), opener); document.dispatchEvent(new Event("acted")); return; }
  const said = answer.headers.get("content-type")?.includes("json") ? await answer.json() : { state: "failed", words: "Chưa thực hiện được, đề nghị thử lại." };
  if (said.state === "changed" && form.dataset.again) { await again(form); return; }
  if (said.state !== "done") { words(form, said.words); if (said.theirs) beside(form, said); if (said.state === "changed") document.dispatchEvent(new Event("acted")); return; }
  if (act.open) act.close();
  if (form.dataset.then) setTimeout(() => location.assign(form.dataset.then), 2500);
  toast(said.words, said.undo && (() => undo(said.undo)));
  say(said.words);
  if (typeof picked !== "undefined") { picked.clear(); draw(); }
  document.dispatchEvent(new Event("acted"));
}
/* somebody was quicker: what stands now beside what was typed, and the choice between them */
const called = { done: "Đã hoàn thành", in_progress: "Đang thực hiện", blocked: "Khó khăn, vướng mắc", not_started: "Chưa thực hiện", "": "mở lại" };
function beside(form, said) {
  form.querySelector(".beside")?.remove();
  const box = document.createElement("div");
  box.className = "beside";
  const told = (heading, status, percent, note) => {
    const part = document.createElement("div"), head = document.createElement("h3"), text = document.createElement("p");
    head.textContent = heading;
    text.textContent = called[status] + (percent === null || percent === "" ? "" : ` ${percent}%`) + (note ? `. ${note}` : "");
    part.append(head, text);
    return part;
  };
  const own = new FormData(form), theirs = said.theirs;
  box.append(told(`Đồng chí ${theirs.by}, lúc ${theirs.at}`, theirs.status, theirs.percent, theirs.note));
  box.append(told("Đồng chí đang ghi", own.get("status") || "", own.get("percent") || "", own.get("note") || ""));
  const keep = document.createElement("button"), write = document.createElement("button");
  keep.type = "button"; keep.className = "b s"; keep.dataset.shut = ""; keep.textContent = "Giữ kết quả đó";
  write.className = "b s main"; write.textContent = "Vẫn ghi";
  write.addEventListener("click", () => { form.elements.revision.value = said.revision; });
  box.append(keep, write);
  form.querySelector("[data-words]").after(box);
  keep.focus();
}
/* what would come of it is something else by now: shown again, to be confirmed as it is */
async function again(form) {
  const answer = await send(form.dataset.again, fieldsOf(form));
  if (!answer.ok) { words(form, (await answer.json()).words); return; }
  show(await answer.text(), opener);
  const form2 = act.querySelector("form");
  if (form2) words(form2, "Điều sẽ xảy ra vừa thay đổi, nên chưa ghi gì. Đồng chí xem lại rồi xác nhận.");
}
function words(form, text) {
  const place = form.querySelector("[data-words]");
  if (!place) { toast(text); return; }
  place.textContent = text;
  place.hidden = false;
}
async function undo(number) {
  const answer = await send("/bang/hoan-tac/" + number, {});
  const said = (await answer.json()).words;
  toast(said); say(said);
  document.dispatchEvent(new Event("acted"));
}
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-act]");
  if (!form) return;
  event.preventDefault();
  const button = event.submitter;
  if (button) button.disabled = true;
  form.classList.add("sending");
  try { await done(await send(form.getAttribute("action"), fieldsOf(form)), form); }
  catch (lost) { words(form, "Mất kết nối, chưa rõ đã ghi hay chưa. Bấm lại là an toàn: không việc nào bị ghi hai lần."); }
  finally { if (button) button.disabled = false; form.classList.remove("sending"); }
});

/* a file that takes a while: the page says that it is being made, and when it is there */
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-makes]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.getAttribute("aria-busy") === "true") return;
  link.setAttribute("aria-busy", "true");
  toast("Đang lập tệp…"); say("Đang lập tệp.");
  try {
    const answer = await fetch(link.href);
    if (answer.status === 401 || answer.redirected) { location.reload(); return; }
    if (!answer.ok) throw new Error(answer.status);
    const kept = document.createElement("a");
    kept.href = URL.createObjectURL(await answer.blob());
    kept.download = decodeURIComponent((answer.headers.get("content-disposition") || "").split("''")[1] || "tep");
    kept.click();
    setTimeout(() => URL.revokeObjectURL(kept.href), 60000);
    toast("Đã lập xong: " + kept.download); say("Đã lập xong tệp.");
  } catch (lost) { toast("Chưa lập được tệp, đề nghị thử lại."); }
  finally { link.removeAttribute("aria-busy"); }
});

/* a form whose answer takes the place of a part of the page */
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-put]");
  if (!form) return;
  event.preventDefault();
  event.submitter.disabled = true;
  form.classList.add("sending");
  try {
    const answer = await send(form.getAttribute("action"), Object.fromEntries(new FormData(form)));
    if (answer.status === 401) { location.reload(); return; }
    if (!answer.ok) throw new Error(answer.status);
    const place = document.getElementById(form.dataset.put);
    place.outerHTML = await answer.text();
    document.getElementById(form.dataset.put)?.querySelector("button")?.focus();
  } catch (lost) { toast("Chưa thực hiện được, đề nghị thử lại."); event.submitter.disabled = false; form.classList.remove("sending"); }
});

/* the bar of what is selected */
const bar = document.getElementById("bulk");
document.addEventListener("picked", () => {
  if (!bar) return;
  const owners = new Set([...document.querySelectorAll("[data-n]")].filter((each) => picked.has(each.dataset.n)).map((each) => each.dataset.owner));
  bar.hidden = picked.size === 0;
  document.getElementById("bulk-n").textContent = `Đã chọn ${picked.size} việc của ${owners.size} đồng chí`;
  say(picked.size ? document.getElementById("bulk-n").textContent : "");
});
document.getElementById("clear")?.addEventListener("click", () => { picked.clear(); draw(); });
document.addEventListener("keydown", (event) => {
  if (event.key === "n" && keysOn() && !event.ctrlKey && !event.metaKey && !event.altKey && bar && !bar.hidden && !event.target.closest("input, textarea, select, dialog")) bar.querySelector("[data-remind]")?.click();
});
document.addEventListener("fresh", () => { if (typeof begin === "function") { begin(); draw(); } });
