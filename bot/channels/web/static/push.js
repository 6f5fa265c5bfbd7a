// Offers to tell this browser, while the page is closed, that there is something new.
const page = location.pathname.replace(/\/$/, "");
const bell = document.getElementById("bell");
const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

function post(path, body) {
  return fetch(page + path, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
  });
}

// The worker's scope is this page alone.
async function registered() {
  return navigator.serviceWorker.register("/push-worker.js", { scope: page });
}

async function show() {
  const there = await navigator.serviceWorker.getRegistration(page);
  const subscribed = there ? await there.pushManager.getSubscription() : null;
  bell.textContent = subscribed ? "Tắt thông báo" : "Bật thông báo";
  bell.setAttribute("aria-pressed", String(Boolean(subscribed)));
  bell.hidden = false;
  return subscribed;
}

async function subscribe(key) {
  if ((await Notification.requestPermission()) !== "granted") return;
  const worker = await registered();
  await navigator.serviceWorker.ready;
  const fresh = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const answer = await post("/push", fresh);
  if (!answer.ok) await fresh.unsubscribe();
}

async function begin() {
  if (!able) return;
  const answer = await fetch(page + "/push");
  if (answer.status !== 200) return; // 204: this page tells nobody
  const { key } = await answer.json();
  await registered();
  await show();
  bell.addEventListener("click", async () => {
    bell.disabled = true;
    try {
      const subscribed = await show();
      if (subscribed) {
        await post("/push/end", { endpoint: subscribed.endpoint });
        await subscribed.unsubscribe();
      } else {
        await subscribe(key);
      }
      await show();
    } finally {
      bell.disabled = false;
    }
  });
}

begin();
