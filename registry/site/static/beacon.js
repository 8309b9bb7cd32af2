// Tells the registry that somebody looks at this document, once the page is really looked at (not while a browser
// renders it ahead). Cached pages count, too, since this runs in the reader's browser.
(() => {
  const shown = document.querySelector("[data-counted]");
  if (!shown) return;
  const tell = () => navigator.sendBeacon("/dem", new URLSearchParams({ document: shown.dataset.counted }));
  if (document.prerendering) document.addEventListener("prerenderingchange", tell, { once: true });
  else tell();
})();
