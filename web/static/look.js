// Light or dark, as chosen in this browser; before the page is drawn, so that nothing flashes.
"use strict";
{
  const look = localStorage.getItem("look");
  if (look === "dark" || look === "light") document.documentElement.dataset.look = look;
}
