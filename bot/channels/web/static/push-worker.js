// Shows that there is something new, never what; keeps and fetches nothing.
"use strict";

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("push", (event) => {
  const text = event.data ? event.data.text() : "Có tin mới từ hệ thống nhắc việc";
  event.waitUntil(self.registration.showNotification("Nhắc Việc", {
    body: text, tag: "nhac-viec", icon: "/static/icon-192.png", lang: "vi",
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil((async () => {
    const pages = await self.clients.matchAll({ type: "window" });
    const open = pages.find((page) => page.url.startsWith(self.registration.scope));
    return open ? open.focus() : self.clients.openWindow(self.registration.scope);
  })());
});

// A browser may replace its address; the page's own one is told of it.
self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil((async () => {
    const answer = await fetch(self.registration.scope + "/push");
    if (answer.status !== 200) return;
    const { key } = await answer.json();
    const fresh = await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    await fetch(self.registration.scope + "/push", {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(fresh),
    });
  })());
});
