// Opens the evidence of a citation mark in the pane beside the chat, or over it on a phone. Each answer
// carries its evidence along in <template> elements, so nothing has to be fetched.
(() => {
  const narrow = window.matchMedia("(max-width: 860px)");
  const find = (button) => document.getElementById(button.dataset.evidence);
  let opener = null;

  const show = (button) => {
    const source = find(button), pane = document.getElementById("evidence");
    if (!source || !pane) return;
    pane.replaceChildren(source.content.cloneNode(true));
    document.querySelectorAll("[data-evidence]").forEach((other) => {
      other.setAttribute("aria-current", String(other.dataset.evidence === button.dataset.evidence));
    });
    opener = button;
    if (narrow.matches) raise(pane);
    reveal();
    pane.focus({ preventScroll: true });
  };
  const reveal = () => {
    const frame = document.getElementById("evidence-frame");
    if (frame) frame.scrollTop = 0;
    const mark = frame?.querySelector("mark, tr.cited");
    if (!mark) return;
    const at = mark.getBoundingClientRect(), box = frame.getBoundingClientRect();
    if (at.top < box.top || at.bottom > box.bottom) frame.scrollTop += at.top - box.top - box.height / 3;
  };
  const raise = (pane) => {
    pane.closest("#evidence-pane").classList.add("raised");
    const close = document.createElement("button");
    Object.assign(close, { type: "button", className: "sheet-close", textContent: "×" });
    close.setAttribute("aria-label", window.cbmqa.say("site.close"));
    close.addEventListener("click", lower);
    pane.prepend(close);
  };
  const lower = () => {
    const pane = document.querySelector("#evidence-pane.raised");
    if (!pane) return;
    pane.classList.remove("raised");
    opener?.focus();
  };
  narrow.addEventListener("change", () => document.querySelector("#evidence-pane")?.classList.remove("raised"));

  // The quote behind a mark, while the pointer or the focus rests on it.
  const hint = Object.assign(document.createElement("div"), { id: "hint", hidden: true });
  hint.setAttribute("role", "tooltip");
  let timer = 0;
  const preview = (mark) => {
    const source = find(mark);
    if (!source) return;
    const place = source.parentElement.querySelector(".place")?.textContent || "";
    const cells = [...source.content.querySelectorAll("td.hit mark")].map((item) => item.textContent);
    const words = [...source.content.querySelectorAll("mark")].map((item) => item.textContent).join(" ");
    const quote = cells.length ? cells.join(", ") : words.length > 320 ? `${words.slice(0, 320)} …` : words;
    hint.replaceChildren(Object.assign(document.createElement("p"), { textContent: quote, className: "hint-quote" }),
      Object.assign(document.createElement("p"), { textContent: place, className: "hint-place" }));
    if (!hint.isConnected) document.body.append(hint);
    hint.hidden = false;
    const at = mark.getBoundingClientRect(), size = hint.getBoundingClientRect();
    const over = at.top - size.height - 8;
    hint.style.top = `${over > 8 ? over : at.bottom + 8}px`;
    hint.style.left = `${Math.max(8, Math.min(at.left - 24, innerWidth - size.width - 8))}px`;
    mark.setAttribute("aria-describedby", "hint");
  };
  const unhint = () => {
    clearTimeout(timer);
    hint.hidden = true;
    document.querySelector("[aria-describedby=hint]")?.removeAttribute("aria-describedby");
  };
  const rest = (event) => {
    const mark = event.target.closest?.(".cite, .cell");
    if (!mark || (event.type === "focusin" && !mark.matches(":focus-visible"))) return;
    clearTimeout(timer);
    timer = setTimeout(() => mark.isConnected && preview(mark), event.type === "focusin" ? 0 : 180);
  };
  const leave = (event) => { if (event.target.closest?.(".cite, .cell")) unhint(); };
  if (window.matchMedia("(hover: hover)").matches) document.addEventListener("mouseover", rest);
  document.addEventListener("mouseout", leave);
  document.addEventListener("focusin", rest);
  document.addEventListener("focusout", leave);
  document.addEventListener("scroll", unhint, true);

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-evidence]");
    if (button) { unhint(); show(button); }
    if (event.target.closest?.("#evidence a[href^='#']")) lower();
    const link = event.target.closest?.("[data-copy-link]");
    if (link) window.cbmqa.copy(`${location.origin}${location.pathname}${link.dataset.copyLink}`).then(() => {
      link.textContent = window.cbmqa.say("chat.copied");
      setTimeout(() => { link.textContent = window.cbmqa.say("evidence.copy_link"); }, 1500);
    });
    document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = document.querySelector("details.menu[open]");
      if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
      else if (!hint.hidden) unhint();
      else lower();
    }
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      const box = document.querySelector("#question textarea");
      if (box?.offsetParent) { event.preventDefault(); box.focus(); }
    }
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
    requestAnimationFrame(reveal);
  };
  new MutationObserver(follow).observe(document.documentElement, { childList: true, subtree: true });

  // An empty box asks nothing: a question sent while the server answers to nothing would be lost.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches?.("#question textarea") && !event.target.value.trim()) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);
})();
