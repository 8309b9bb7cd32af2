// Tells the registry that somebody looks at this page, and at which document, once it is really looked at (not while a
// browser renders it ahead). Cached pages count, too, since this runs in the reader's browser.
(() => {
  const shown = document.querySelector("[data-counted]");
  const told = new URLSearchParams(shown ? { document: shown.dataset.counted } : {});
  const tell = () => navigator.sendBeacon("/dem", told);
  if (document.prerendering) document.addEventListener("prerenderingchange", tell, { once: true });
  else tell();
})();
