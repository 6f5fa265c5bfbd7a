// Keeps a page up to date: the server says that something changed, the page asks for its own
// address again and lays over itself only the parts that depend on it. Focus, scroll, selection,
// half-typed text and open dialogs stay: parts are morphed, and a part in use waits.
"use strict";
{
  const PAUSE = 1000, SILENT = 45000, ASK = 30000;
  const seen = document.querySelector('meta[name="seen"]').content;
  const sign = document.getElementById("live");
  const words = sign.firstElementChild;
  const asOf = document.getElementById("as-of");
  let keys = new Set(), timer = 0, asking = false, heard = Date.now(), cut = false, polling = 0;

  const parts = () => [...document.querySelectorAll("[data-live][id]")];
  const touched = (part) => part.dataset.live.split(" ").some((wanted) =>
    keys.has("*") || keys.has(wanted) || (!wanted.includes(":") && [...keys].some((key) => key.startsWith(wanted + ":"))));
  // Somebody is writing there, or a list is unfolded: that part waits for its turn.
  const inUse = (part) => part.contains(document.activeElement) && document.activeElement.matches("input:not([type=checkbox]), textarea, select");

  function connect() {
    const source = new EventSource("/bang/song?tu=" + seen);
    source.onmessage = (event) => {
      heard = Date.now();
      back();
      const told = JSON.parse(event.data).keys;
      for (const key of told) keys.add(key);
      if (told.length) document.dispatchEvent(new CustomEvent("heard", { detail: told }));
      if (keys.size) soon();
    };
    source.onopen = () => { heard = Date.now(); back(); };
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) { lost(); setTimeout(connect, ASK); } };
  }
  // Nobody looks at a page in another tab: it asks when it is looked at again.
  document.addEventListener("visibilitychange", () => { if (!document.hidden && keys.size) soon(); });
  function soon() {
    if (document.hidden) return;
    if (!timer) timer = setTimeout(refresh, asking ? PAUSE : 150);
  }

  async function refresh() {
    timer = 0;
    if (asking) { soon(); return; }
    const wanted = parts().filter(touched);
    if (!wanted.length) { keys = new Set(); return; }
    asking = true;
    const told = keys;
    keys = new Set();
    try {
      const answer = await fetch(location.href, { headers: { "HX-Request": "true", "X-Live": "1" } });
      if (answer.status === 401) { gone(); return; }
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of wanted) await lay(part, page.getElementById(part.id), told);
      asOf.textContent = page.getElementById("as-of")?.textContent || asOf.textContent;
      document.getElementById("stamp").textContent = page.getElementById("stamp")?.textContent;
      document.dispatchEvent(new CustomEvent("fresh"));
    } catch (failed) {
      for (const key of told) keys.add(key);
      lost();
    } finally {
      asking = false;
      if (keys.size && !cut && !document.hidden) timer = setTimeout(refresh, PAUSE);
    }
  }
  async function lay(part, fresh, told) {
    if (!part.isConnected) return;
    if (inUse(part)) { for (const key of told) keys.add(key); if (fresh && !fresh.isEqualNode(part)) waits(part, told); return; }
    held.delete(part.id);
    if (!fresh || fresh.isEqualNode(part)) return;
    const places = [part, ...part.querySelectorAll(".scroll, .gridbox, .body")].map((box) => [box, box.scrollTop, box.scrollLeft]);
    await htmx.swap({ text: fresh.outerHTML, target: part, sourceElement: part, swap: "outerMorph" });
    for (const [box, top, left] of places) if (box.isConnected) { box.scrollTop = top; box.scrollLeft = left; }
  }

  // What is being edited is left alone, and its reader told how much has changed beneath it.
  const held = new Map();
  function waits(part, told) {
    const seen = held.get(part.id) || new Set();
    for (const key of told) if (key !== "*") seen.add(key);
    held.set(part.id, seen);
    notice.firstElementChild.textContent = `Có ${Math.max(seen.size, 1)} thay đổi`;
    notice.hidden = false;
  }
  const notice = document.getElementById("changed");
  notice.querySelector("button").addEventListener("click", () => {
    notice.hidden = true;
    document.activeElement?.blur();
    keys.add("*");
    soon();
  });
  document.addEventListener("fresh", () => { if (!held.size) notice.hidden = true; });

  function back() {
    if (!cut) return;
    cut = false;
    clearInterval(polling);
    sign.classList.remove("cut");
    words.firstChild.textContent = "Số liệu lúc ";
    keys.add("*");
    soon();
  }
  function lost() {
    if (cut) return;
    cut = true;
    sign.classList.add("cut");
    words.firstChild.textContent = "Mất kết nối, số liệu lúc ";
    polling = setInterval(() => { keys.add("*"); refresh(); }, ASK);
  }
  function gone() {
    sign.classList.add("cut");
    words.textContent = "Phiên đăng nhập đã hết";
    clearInterval(polling);
  }
  setInterval(() => { if (Date.now() - heard > SILENT) lost(); }, 5000);
  document.addEventListener("acted", () => { keys.add("*"); soon(); });
  connect();
}
