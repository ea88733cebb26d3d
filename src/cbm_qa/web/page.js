// Opens the evidence of a citation mark in the pane beside the chat. Each answer carries its evidence
// along in <template> elements, so nothing has to be fetched.
(() => {
  const narrow = window.matchMedia("(max-width: 860px)");

  const show = (button) => {
    const source = document.getElementById(button.dataset.evidence);
    const pane = document.getElementById("evidence");
    if (!source || !pane) return;
    pane.replaceChildren(source.content.cloneNode(true));
    document.querySelectorAll("[data-evidence]").forEach((other) => {
      other.setAttribute("aria-current", other.dataset.evidence === button.dataset.evidence ? "true" : "false");
    });
    if (narrow.matches) pane.scrollIntoView({ behavior: "smooth", block: "start" });
    pane.querySelector("mark")?.scrollIntoView({ block: "nearest" });
    pane.focus({ preventScroll: true });
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-evidence]");
    if (button) show(button);
    const link = event.target.closest?.("[data-copy-link]");
    if (link) window.cbmqa.copy(`${location.origin}${location.pathname}${link.dataset.copyLink}`).then(() => {
      link.textContent = "Copied";
      setTimeout(() => { link.textContent = "Copy link"; }, 1500);
    });
  });

  // A new turn is scrolled to its question; the box below stays where it is.
  let seen = "";
  const follow = () => {
    const turns = document.querySelectorAll("#conversation .turn");
    const last = turns[turns.length - 1];
    const state = last ? `${last.id} ${last.querySelector(".status") ? "waiting" : "done"}` : "";
    if (state === seen) return;
    seen = state;
    const log = document.getElementById("conversation");
    if (!last || !log) return;
    if (narrow.matches) last.scrollIntoView({ block: "start" });
    else log.scrollTop += last.getBoundingClientRect().top - log.getBoundingClientRect().top - 8;
  };
  new MutationObserver(follow).observe(document.documentElement, { childList: true, subtree: true });
})();
