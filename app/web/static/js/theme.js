// Applies the theme kept on this device before the first paint; a classic script, in the head.
(() => {
  const root = document.documentElement;
  root.dataset.js = "";
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // Storage refused: the system's scheme decides.
  }
})();
