// A chat: fetches its lines, shows them, and keeps what was not received yet until it is.
"use strict";

const base = location.pathname.replace(/\/$/, "");
const list = document.getElementById("lines");
const state = document.getElementById("state");
const entry = document.getElementById("text");
const chooser = document.getElementById("file");
const template = document.getElementById("line");
const store = "unsent:" + base;
const calm = state.textContent;
const drawn = new Map();
const known = new Map();
const OVERLAP_MS = 120000; // what was on its way when we last looked may have its place before the newest
let older = false;
let unsent = JSON.parse(localStorage.getItem(store) || "[]");
let sending = false;
let fetching = false;
let again = false;
let failures = 0;

// Only <b>, <i> and <u> are markup; everything else is text.
function written(html) {
  const holder = document.createElement("div");
  const inside = [holder];
  for (const part of html.split(/(<\/?[biu]>)/)) {
    const tag = /^<(\/?)([biu])>$/.exec(part);
    if (!tag) {
      inside[inside.length - 1].append(...linked(unescaped(part)));
    } else if (!tag[1]) {
      const element = document.createElement(tag[2]);
      inside[inside.length - 1].append(element);
      inside.push(element);
    } else if (inside.length > 1) {
      inside.pop();
    }
  }
  return holder.childNodes;
}

// Links to our own files can be pressed, and pictures are shown; any other address stays text.
function linked(text) {
  return text.split(/(https?:\/\/\S+)/).map((part, place) => {
    if (place % 2 === 0 || !part.startsWith(`${location.origin}/f/`)) return part;
    const link = document.createElement("a");
    link.href = part;
    link.target = "_blank";
    const name = decodeURIComponent(part.split("/").pop());
    if (name.endsWith(".png")) {
      const picture = document.createElement("img");
      picture.src = part;
      picture.alt = name;
      picture.loading = "lazy";
      link.append(picture);
    } else {
      link.append(name);
    }
    return link;
  });
}

const SIGNS = { "&lt;": "<", "&gt;": ">", "&#34;": '"', "&#39;": "'", "&quot;": '"', "&amp;": "&" };
function unescaped(text) {
  return text.replace(/&(?:lt|gt|amp|quot|#34|#39);/g, (sign) => SIGNS[sign]);
}

function draw(line) {
  const element = template.content.cloneNode(true).firstElementChild;
  element.classList.toggle("mine", line.mine);
  element.classList.toggle("pending", Boolean(line.pending));
  const said = element.querySelector(".said");
  if (line.mine) said.textContent = line.text;
  else said.append(...written(line.html));
  for (const name of line.files) {
    const file = document.createElement("span");
    file.className = "file";
    file.textContent = name;
    said.append(file);
  }
  element.querySelector("time").textContent = line.time;
  for (const buttons of line.buttons) {
    const row = document.createElement("div");
    row.className = "row";
    for (const { label, tap } of buttons) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", () => {
        button.classList.add("pressed");
        say({ tap, message: line.id });
      });
      row.append(button);
    }
    element.querySelector(".buttons").append(row);
  }
  return element;
}

// As the service orders them: by time, and what a person said before what it was answered.
function ordered() {
  const key = (line) => `${line.at} ${line.mine ? 0 : 1} ${line.id}`;
  return [...known.values()].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

function backButton() {
  const button = document.createElement("button");
  button.type = "button";
  button.id = "older";
  button.textContent = "Xem tin cũ hơn";
  button.addEventListener("click", goBack);
  return button;
}

function show() {
  const lines = ordered();
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 120 || drawn.size === 0;
  const waiting = unsent.filter((each) => each.text).map((each) => ({
    id: each.event, mine: true, text: each.text, html: "", time: "đang gửi", day: "", buttons: [], files: [], pending: true,
  }));
  const wanted = older ? [backButton()] : [];
  let day = "";
  let fresh = false;
  for (const line of [...lines, ...waiting]) {
    if (line.day && line.day !== day) {
      day = line.day;
      const mark = document.createElement("div");
      mark.className = "day";
      mark.textContent = day;
      wanted.push(mark);
    }
    const before = drawn.get(line.id);
    const text = JSON.stringify(line);
    if (before && before.text === text) wanted.push(before.element);
    else {
      const element = draw(line);
      drawn.set(line.id, { text, element });
      wanted.push(element);
      fresh = true;
    }
  }
  const offered = wanted.filter((element) => element.querySelector(".row"));
  offered.forEach((element, place) => element.classList.toggle("old", place < offered.length - 2));
  list.replaceChildren(...wanted);
  if (fresh && atEnd) list.scrollTop = list.scrollHeight;
}

function since(at) {
  return "?after=" + encodeURIComponent(new Date(Date.parse(at) - OVERLAP_MS).toISOString());
}

// What was said before: it is put above, and what stands in view stays where it is.
async function goBack() {
  const [oldest] = ordered();
  const answer = await fetch(base + "/messages?before=" + encodeURIComponent(oldest.at));
  if (!answer.ok) return;
  const { messages, more } = await answer.json();
  const fresh = messages.filter((line) => !known.has(line.id));
  for (const line of messages) known.set(line.id, line);
  older = more && fresh.length > 0;
  const below = list.scrollHeight - list.scrollTop;
  show();
  list.scrollTop = list.scrollHeight - below;
}

async function refresh() {
  if (fetching) {
    again = true;
    return;
  }
  fetching = true;
  try {
    const newest = ordered().pop();
    const answer = await fetch(base + "/messages" + (newest ? since(newest.at) : ""));
    if (answer.ok) {
      const { messages, more } = await answer.json();
      const fresh = messages.filter((line) => !known.has(line.id));
      for (const line of messages) known.set(line.id, line);
      if (!newest) older = more;
      else if (more && fresh.length) again = true;
      show();
    }
  } catch (lost) {
    // the next nudge or the slow poll looks again
  }
  fetching = false;
  if (again) {
    again = false;
    refresh();
  }
}

// randomUUID exists only on secure pages; an intranet may serve plain HTTP.
function newEvent() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function say(what) {
  unsent.push({ event: newEvent(), ...what });
  localStorage.setItem(store, JSON.stringify(unsent));
  show();
  flush();
}

async function flush() {
  if (sending) return;
  sending = true;
  while (unsent.length) {
    let received = false;
    try {
      const answer = await fetch(base + "/say", {
        method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(unsent[0]),
      });
      received = answer.ok || (answer.status >= 400 && answer.status < 500);
      if (received && !answer.ok) setTimeout(giveBack, 0, unsent[0].text, answer.status);
    } catch (lost) {
      received = false;
    }
    if (!received) {
      failures += 1;
      trouble("Chưa gửi được, đang thử lại");
      setTimeout(flush, Math.min(15000, 1000 * 2 ** Math.min(failures, 4)));
      break;
    }
    failures = 0;
    trouble("");
    unsent.shift();
    localStorage.setItem(store, JSON.stringify(unsent));
    refresh();
  }
  sending = false;
}

// What was not taken is put back to be changed; nothing of it is cut.
function giveBack(text, status) {
  if (text && !entry.value) entry.value = text;
  trouble(status === 413 ? REASONS.too_long : "Nội dung vừa rồi không gửi được.");
}

function trouble(text) {
  state.textContent = text || calm;
  state.classList.toggle("trouble", Boolean(text));
}

const REFUSED = {
  403: "Hệ thống chỉ nhận tệp sau khi đồng chí đã kết nối bằng mã mời.",
  413: "Tệp lớn hơn 20 MB nên chưa gửi được.",
  429: "Hôm nay đồng chí đã gửi đủ số tệp cho phép; đề nghị gửi tiếp vào ngày mai, hoặc gộp các tệp lại.",
};
const REASONS = {
  too_long: "Nội dung dài hơn 20.000 ký tự nên chưa gửi. Đề nghị đồng chí chia thành nhiều tin.",
  too_large: "Tệp lớn hơn 20 MB nên chưa gửi được.",
  kind: "Chỉ nhận ảnh JPG, PNG và tệp PDF, DOCX, XLSX, CSV đúng như tên gọi; tệp DOC, XLS đề nghị lưu lại thành DOCX, XLSX.",
};
const MOST_BYTES = 20 * 2 ** 20;
async function upload(file) {
  if (file.size > MOST_BYTES) {
    trouble(REASONS.too_large);
    return;
  }
  const form = new FormData();
  form.append("event", newEvent());
  form.append("text", entry.value.trim());
  form.append("file", file);
  trouble("Đang gửi tệp " + file.name);
  try {
    const answer = await fetch(base + "/file", { method: "POST", body: form });
    if (answer.ok) {
      entry.value = "";
      trouble("");
    } else {
      const said = await answer.json().catch(() => ({}));
      const long = answer.status === 413 && entry.value.length > 20000;
      const refused = long ? REASONS.too_long : REFUSED[answer.status];
      trouble(refused || REASONS[said.reason] || "Chưa gửi được tệp, đề nghị thử lại.");
    }
  } catch (lost) {
    trouble("Chưa gửi được tệp, đề nghị thử lại.");
  }
  refresh();
}

let pause = 500;
function listen() {
  const socket = new WebSocket(location.origin.replace(/^http/, "ws") + base + "/live");
  socket.addEventListener("open", () => { pause = 500; refresh(); });
  socket.addEventListener("message", refresh);
  socket.addEventListener("close", () => {
    setTimeout(listen, pause);
    pause = Math.min(pause * 2, 15000);
  });
}

document.getElementById("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = entry.value.trim();
  if (text) say({ text });
  entry.value = "";
});
chooser.addEventListener("change", () => {
  if (chooser.files.length) upload(chooser.files[0]);
  chooser.value = "";
});

entry.disabled = false; // before this, what is typed would be lost with the page
setInterval(refresh, 20000);
refresh();
flush();
listen();
