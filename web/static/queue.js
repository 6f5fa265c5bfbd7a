// The queue: j and k go from one to the next.
"use strict";
document.addEventListener("keydown", (event) => {
  if (!keysOn() || !["j", "k"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
  const all = [...document.querySelectorAll("article.q")];
  const here = all.indexOf(document.activeElement.closest("article.q"));
  const next = all[Math.max(0, Math.min(all.length - 1, here + (event.key === "j" ? 1 : -1)))];
  if (!next) return;
  for (const each of all) each.classList.toggle("open", each === next);
  next.focus();
  next.scrollIntoView({ block: "nearest" });
});
