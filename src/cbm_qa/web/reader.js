// The reader: opens addresses, searches, and offers what can be done with a selection.
// `element`, `server` are given by Gradio.
const $ = (id) => element.querySelector(`#${id}`);
const text = $("reader-text");
let shown = "", key = "";

const open = async (address) => {
  const found = await server.open_place({ address, have: shown });
  const select = $("reader-document");
  select.replaceChildren(...(found.choices || []).map(({ key, title }) => new Option(title, key)));
  select.hidden = (found.choices || []).length < 2;
  $("reader-remark").textContent = found.remark ? window.cbmqa.say(found.remark, { quote: found.quote }) : "";
  $("reader-remark").hidden = !found.remark;
  if (found.html !== undefined) {
    text.innerHTML = found.html;  // escaped where it was made
    $("reader-outline").innerHTML = found.outline;
    shown = found.shown;
    key = found.key;
    search();
  }
  if (key) select.value = key;
  mark(found.start, found.end);
};

const mark = (start, end) => {
  text.querySelectorAll(".lit").forEach((piece) => piece.classList.remove("lit"));
  if (start === null || start === undefined) return;
  const pieces = [...text.querySelectorAll("[data-start]")].filter(
    (piece) => Number(piece.dataset.start) < end && Number(piece.dataset.end) > start);
  pieces.forEach((piece) => piece.classList.add("lit"));
  const first = pieces[0];
  if (!first) return;
  first.scrollIntoView({ block: first.matches("h2, h3, h4, h5") ? "start" : "center" });
  text.focus({ preventScroll: true });
};

// Search: the matches are highlighted without touching the document.
let hits = [], current = -1;
const search = () => {
  const wanted = $("reader-search").value.trim().toLowerCase();
  hits = [];
  current = -1;
  if (wanted.length > 1) {
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    const nodes = [];
    let whole = "";
    while (walker.nextNode()) {
      nodes.push([whole.length, walker.currentNode]);
      whole += walker.currentNode.data;
    }
    const low = whole.toLowerCase();
    const spot = (offset) => {
      let i = 0, j = nodes.length - 1;
      while (i < j) { const m = (i + j + 1) >> 1; if (nodes[m][0] <= offset) i = m; else j = m - 1; }
      return [nodes[i][1], Math.min(offset - nodes[i][0], nodes[i][1].length)];
    };
    for (let at = low.indexOf(wanted); at >= 0 && hits.length < 2000; at = low.indexOf(wanted, at + wanted.length)) {
      const range = new Range();
      range.setStart(...spot(at));
      const [node, offset] = spot(at + wanted.length - 1);
      range.setEnd(node, Math.min(offset + 1, node.length));
      hits.push(range);
    }
  }
  if (window.Highlight) CSS.highlights.set("found", new Highlight(...hits));
  step(hits.length ? 1 : 0);
  if (wanted.length > 1 && !hits.length) $("reader-hits").textContent = window.cbmqa.say("read.not_found");
};
const step = (by) => {
  if (!hits.length) {
    $("reader-hits").textContent = "";
    if (window.Highlight) CSS.highlights.delete("at");
    return;
  }
  current = (current + by + hits.length) % hits.length;
  $("reader-hits").textContent = window.cbmqa.say("read.hits", { at: current + 1, n: hits.length });
  if (window.Highlight) CSS.highlights.set("at", new Highlight(hits[current]));
  hits[current].startContainer.parentElement.scrollIntoView({ block: "center" });
};
let timer;
$("reader-search").addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, 150); });
$("reader-search").addEventListener("keydown", (event) => {
  if (event.key === "Enter") { event.preventDefault(); step(event.shiftKey ? -1 : 1); }
});
$("reader-next").addEventListener("click", () => step(1));
$("reader-previous").addEventListener("click", () => step(-1));
$("reader-document").addEventListener("change", (event) => { location.hash = `#${encodeURIComponent(event.target.value)}`; });

// A selection can be asked about, or linked to.
const menu = $("reader-selection");
const selected = () => {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  return text.contains(range.commonAncestorContainer) ? range : null;
};
document.addEventListener("selectionchange", () => {
  const range = selected();
  menu.hidden = !range;
  if (!range) return;
  const box = range.getBoundingClientRect();
  menu.style.top = `${Math.max(8, Math.min(box.bottom + 8, innerHeight - 56))}px`;
  menu.style.left = `${Math.max(8, Math.min(box.left, innerWidth - menu.offsetWidth - 8))}px`;
});
menu.addEventListener("mousedown", (event) => event.preventDefault());  // keeps the selection
$("reader-ask").addEventListener("click", () => {
  const words = String(selected() || "").replace(/\s+/g, " ").trim().slice(0, 300);
  if (words) window.cbmqa.ask(window.cbmqa.say("read.asked_about", { words }), key);
});
$("reader-link").addEventListener("click", async () => {
  const range = selected();
  if (!range) return;
  const pieces = [...text.querySelectorAll(".s[data-start], tr[data-start], .entry[data-start], .note[data-start]")]
    .filter((piece) => range.intersectsNode(piece));
  if (!pieces.length) return;
  const address = await server.link_for({
    key, start: Number(pieces[0].dataset.start), end: Number(pieces[pieces.length - 1].dataset.end) });
  await window.cbmqa.copy(`${location.origin}${location.pathname}${address}`);
  $("reader-link").textContent = window.cbmqa.say("chat.copied");
  setTimeout(() => { $("reader-link").textContent = window.cbmqa.say("evidence.copy_link"); }, 1500);
});

// An address within a document opens it; until there is one, the first document is open, whatever page is shown.
const follow = () => {
  if (window.cbmqa.isPlace(location.hash)) open(location.hash);
  else if (!key) open("");
};
window.addEventListener("hashchange", follow);
follow();
