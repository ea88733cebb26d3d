// Earlier chats, saving, copying and feedback. `element`, `server` are given by Gradio.
const { say, language } = window.cbmqa;
const list = element.querySelector("#earlier-list");

const entry = (chat) => {
  const item = document.createElement("li");
  const open = Object.assign(document.createElement("button"), { type: "button", textContent: chat.title });
  open.addEventListener("click", () => { element.querySelector("#earlier").open = false; window.cbmqa.openChat(chat.id); });
  const drop = Object.assign(document.createElement("button"), { type: "button", textContent: "×", className: "drop" });
  drop.setAttribute("aria-label", `${say("chat.delete")}: ${chat.title}`);
  drop.addEventListener("click", () => { window.cbmqa.dropChat(chat.id); refresh(); });
  item.append(open, drop);
  return item;
};
const refresh = () => {
  const earlier = window.cbmqa.earlier();
  list.replaceChildren(...earlier.map(entry));
  element.querySelector("#earlier").hidden = !earlier.length;
  element.querySelector("#take").hidden = !window.cbmqa.shown().some((record) => record.answer);
};
new MutationObserver(() => { window.cbmqa.save(); refresh(); })
  .observe(document.getElementById("conversation"), { childList: true, subtree: true });
refresh();

const TYPES = { markdown: ["md", "text/markdown"], html: ["html", "text/html"], json: ["json", "application/json"], bibtex: ["bib", "application/x-bibtex"] };
element.addEventListener("click", async (event) => {
  const form = event.target.closest("[data-save]")?.dataset.save;
  if (!form) return;
  const style = element.querySelector("#style-choice").value;
  const found = await server.take({ records: window.cbmqa.shown(), form, style, language });
  if (found.text === undefined) return;
  const [ending, type] = TYPES[form];
  window.cbmqa.download(`conversation.${ending}`, type, found.text);
  element.querySelector("#take").open = false;
});

const recordOf = (button) => JSON.parse(button.closest(".turn").dataset.record);
const copyForm = async (button) => {
  const form = button.dataset.copy, record = recordOf(button);
  if (form === "link") {
    const link = new URL(location.pathname, location.origin);
    link.searchParams.set("q", record.question);
    return window.cbmqa.copy(String(link));
  }
  const { text } = await server.take({ records: [record], form, one: true, language });
  if (form === "html" && navigator.clipboard?.write && window.ClipboardItem) {
    const plain = new DOMParser().parseFromString(text, "text/html").body.textContent;
    return navigator.clipboard.write([new ClipboardItem({
      "text/html": new Blob([text], { type: "text/html" }), "text/plain": new Blob([plain], { type: "text/plain" }) })]);
  }
  return window.cbmqa.copy(text);
};
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.(".actions button");
  if (!button) return;
  const { copy, verdict } = button.dataset;
  if (copy !== undefined) {
    await copyForm(button);
    const menu = button.closest("details"), name = menu.querySelector("summary > span");
    menu.open = false;
    name.textContent = say("chat.copied");
    setTimeout(() => { name.textContent = say("chat.copy"); }, 1500);
  } else if (verdict !== undefined) {
    const turns = [...document.querySelectorAll(".turn")];
    const before = turns.slice(0, turns.indexOf(button.closest(".turn"))).map((turn) => JSON.parse(turn.dataset.record).question);
    const done = await server.give_feedback({ record: recordOf(button), verdict, history: before });
    if (!done) return;
    button.parentElement.querySelectorAll("button").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
    button.parentElement.querySelector(".noted").textContent = say("chat.thanks");
  } else {
    window.cbmqa.ask(recordOf(button).question, "", button.dataset.again !== undefined);
  }
});
