// The switch of the colours, over those of the system.

import { byId } from "./dom.js";

export function startTheme() {
  const theme = byId("theme");
  const follow = () => {
    if (theme.value === "") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme.value;
  };
  theme.addEventListener("change", follow);
  // A browser that loads the page again may keep what was chosen.
  follow();
}
