// Fetches the picture of a page once it is shown, and enlarges it. `server` is given by Gradio.
const fetchPicture = async (sheet) => {
  const found = await server.page_picture({ document: sheet.dataset.document, page: Number(sheet.dataset.page) });
  const image = sheet.querySelector("img"), state = sheet.querySelector(".sheet-state");
  if (!found.source) { state.textContent = window.cbmqa.say(found.problem); sheet.classList.add("failed"); return; }
  image.onload = () => { image.hidden = false; state.remove(); };
  image.src = found.source;
};
const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    fetchPicture(target);
  }
}, { rootMargin: "200px" });
const look = () => document.querySelectorAll("figure.sheet:not([data-seen])").forEach((sheet) => {
  sheet.dataset.seen = "";
  seen.observe(sheet);
});
new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
look();

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-enlarge]");
  if (!button) return;
  const sheet = button.closest(".sheet"), pane = sheet.querySelector(".sheet-window");
  const large = sheet.classList.toggle("large");
  button.setAttribute("aria-pressed", String(large));
  button.textContent = window.cbmqa.say(large ? "picture.whole" : "picture.enlarge");
  const mark = sheet.querySelector("rect");
  if (!large || !mark) return;
  const at = mark.getBoundingClientRect(), box = pane.getBoundingClientRect();
  pane.scrollTop += at.top - box.top - box.height / 3;
  pane.scrollLeft += at.left - box.left - 16;
});
