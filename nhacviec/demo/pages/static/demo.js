// The demo: a row of phones, and a clock that can be turned.
"use strict";

const texts = document.body.dataset;
const phones = document.getElementById("phones");
const tabs = document.getElementById("tabs");
const seen = new Map();
let timer = 0;

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function add(phone) {
  const card = element("section", "phone");
  card.id = "phone-" + phone.key;
  const head = element("header");
  head.append(element("h2", "", phone.name), element("p", "", phone.position));
  if (phone.desk) head.append(desk(phone.key));
  const frame = element("iframe");
  frame.src = phone.url;
  frame.title = phone.name;
  card.append(head, frame);
  card.addEventListener("pointerenter", () => look(phone.key));
  frame.addEventListener("load", () => frame.contentWindow.addEventListener("pointerdown", () => look(phone.key)));
  phones.append(card);
  const tab = element("button", "", phone.name.split(" ").slice(-2).join(" "));
  tab.id = "tab-" + phone.key;
  tab.addEventListener("click", () => choose(phone.key));
  tabs.append(tab);
}

// The board, in a tab of its own, signed in as whoever holds this phone.
function desk(key) {
  const form = element("form", "desk");
  form.method = "post";
  form.action = "/demo/desk/" + key;
  form.target = "_blank";
  form.append(element("button", "", texts.desk));
  return form;
}

function look(key) {
  document.getElementById("phone-" + key).classList.remove("new");
  document.getElementById("tab-" + key).classList.remove("new");
}

function choose(key) {
  for (const card of phones.children) card.classList.toggle("chosen", card.id === "phone-" + key);
  for (const tab of tabs.children) tab.setAttribute("aria-current", String(tab.id === "tab-" + key));
  look(key);
}

// Where words are typed on a phone, once its page is there and takes them.
async function entryOf(key) {
  for (;;) {
    const entry = document.querySelector(`#phone-${key} iframe`)?.contentDocument?.getElementById("text");
    if (entry && !entry.disabled) return entry;
    await new Promise((again) => setTimeout(again, 100));
  }
}

// Bring a phone forward with words ready to be sent.
async function tryOut(key, words) {
  document.querySelector(".situations").open = false;
  const entry = await entryOf(key);
  choose(key);
  document.getElementById("phone-" + key).scrollIntoView({ inline: "center", block: "nearest" });
  if (words) {
    entry.value = words;
    entry.dispatchEvent(new Event("input"));
  }
  entry.focus();
}

function show(state) {
  document.getElementById("clock").textContent = state.now_clock;
  document.getElementById("day").textContent = state.now_day;
  document.getElementById("due").textContent = state.due ? texts.deadline + state.due : "";
  document.getElementById("auto").checked = state.auto;
  document.body.classList.toggle("busy", state.busy);
  for (const button of document.querySelectorAll(".turn button[data-to]")) button.disabled = state.busy;
  const counts = state.counts;
  const bar = document.getElementById("bar");
  if (counts.duties) {
    bar.style.setProperty("--done", (100 * counts.answered) / counts.duties + "%");
    document.getElementById("counts").textContent = texts.answered.replace("{answered}", counts.answered).replace("{duties}", counts.duties);
  } else {
    document.getElementById("counts").textContent = texts.closed + (state.next ? texts.opens + state.next : "");
  }
  for (const phone of state.phones) {
    if (!seen.has(phone.key)) add(phone);
    else if (phone.messages > seen.get(phone.key)) {
      document.getElementById("phone-" + phone.key).classList.add("new");
      document.getElementById("tab-" + phone.key).classList.add("new");
    }
    seen.set(phone.key, phone.messages);
  }
  if (!phones.querySelector(".chosen") && state.phones.length) choose(state.phones[0].key);
}

async function refresh() {
  clearTimeout(timer);
  let pause = 3000;
  try {
    const state = await (await fetch("/demo/state")).json();
    show(state);
    pause = state.busy ? 400 : 1500;
  } catch (lost) {
    pause = 3000;
  }
  timer = setTimeout(refresh, pause);
}

async function post(path, body) {
  await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  refresh();
}

for (const button of document.querySelectorAll(".turn button[data-to]")) {
  button.addEventListener("click", () => {
    for (const card of document.querySelectorAll(".new")) card.classList.remove("new");
    post("/demo/turn", { to: button.dataset.to });
  });
}
for (const button of document.querySelectorAll(".situations button")) {
  button.addEventListener("click", () => tryOut(button.dataset.phone, button.dataset.words));
}
document.getElementById("auto").addEventListener("change", (event) => post("/demo/auto", { on: event.target.checked }));
document.getElementById("language").addEventListener("click", async (event) => {
  await post("/demo/language", { language: event.target.dataset.language });
  location.reload();
});
refresh();
