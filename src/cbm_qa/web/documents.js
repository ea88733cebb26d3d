// The list of documents; a click on Remove asks once more. `element`, `server` are given by Gradio.
const list = element.querySelector("#shelf-list"), message = element.querySelector("#shelf-message");
const refresh = async () => { list.innerHTML = await server.list_documents({}); };  // escaped where it was made

const ask = (row, sure) => {
  const [remove, keep] = row.querySelectorAll(".shelf-tools button");
  remove.textContent = window.cbmqa.say(sure ? "documents.remove_sure" : "documents.remove");
  remove.classList.toggle("sure", sure);
  keep.hidden = !sure;
  if (sure) keep.focus();
};

list.addEventListener("click", async (event) => {
  const row = event.target.closest("li"), button = event.target.closest("button");
  if (!button || !row) return;
  if (!button.dataset.remove) return ask(row, false);
  if (!button.classList.contains("sure")) return ask(row, true);
  row.classList.add("leaving");
  row.querySelectorAll("button").forEach((other) => { other.disabled = true; });
  const found = await server.remove_document({ key: button.dataset.remove });
  message.innerHTML = found.message;
  list.innerHTML = found.list;
});
window.addEventListener("cbmqa-documents", () => { message.replaceChildren(); refresh(); });
window.addEventListener("hashchange", () => { if (location.hash === "#/documents") refresh(); });
document.addEventListener("click", (event) => { if (event.target.closest?.("#page-documents-button")) refresh(); });
refresh();
