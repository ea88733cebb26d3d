// A framed report is as high as what it holds, also after one of its parts was opened.
(() => {
  document.addEventListener("load", (event) => {
    const frame = event.target;
    if (!(frame instanceof HTMLIFrameElement) || !frame.classList.contains("report")) return;
    const body = frame.contentDocument?.body;
    if (!body) return;
    const fit = () => { frame.style.height = `${Math.ceil(body.getBoundingClientRect().height) + 2}px`; };
    new ResizeObserver(fit).observe(body);
    fit();
  }, true);
})();
