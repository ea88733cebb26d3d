// The cited works: the list with its filters, and the page of one at "#/sources/KEY". `element`, `server` are Gradio's.
const find = (selector) => element.querySelector(selector);
const all = find("#sources-all"), one = find("#sources-one"), list = find("#sources-list");
const search = find("#sources-search"), coverage = find("#sources-coverage > div");
let filter = "";

const show = () => {
  const words = search.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const rows = [...list.querySelectorAll(".source-list > li")];
  let count = 0;
  for (const row of rows) {
    const kept = !filter || (filter === "unnamed" ? "unnamed" in row.dataset : row.dataset.state === filter);
    row.hidden = !(kept && words.every((word) => row.dataset.words.includes(word)));
    count += !row.hidden;
  }
  const said = find("#source-count");
  const counted = count ? "sources.count" : "sources.no_fit";
  if (said) said.textContent = count === rows.length ? "" : window.cbmqa.say(counted, { shown: count, all: rows.length });
  list.querySelectorAll("[data-filter]").forEach((chip) => {
    chip.setAttribute("aria-pressed", String(chip.dataset.filter === filter));
  });
};

const refresh = async () => {
  const found = await server.list_works({});  // escaped where it was made
  list.innerHTML = found.list;
  coverage.innerHTML = found.coverage;
  find("#sources-coverage").hidden = !found.coverage;
  show();
};

const follow = async () => {
  if (!location.hash.startsWith("#/sources")) return;
  const key = decodeURIComponent(location.hash.slice("#/sources/".length));
  if (key) {
    one.innerHTML = await server.open_work({ key });
    one.querySelector("h2")?.setAttribute("tabindex", "-1");
  }
  all.hidden = Boolean(key);
  one.hidden = !key;
  if (key) window.scrollTo(0, 0);
};

element.addEventListener("click", async (event) => {
  const chip = event.target.closest("[data-filter]"), button = event.target.closest("[data-export]");
  const wanted = event.target.closest("[data-fetch]");
  if (wanted) fetchWork(wanted);
  if (chip) {
    filter = chip.dataset.filter;
    show();
  }
  if (button) {
    const file = await server.export_works({ format: button.dataset.export });
    window.cbmqa.download(file.name, "text/plain", file.text);
  }
});
const fetchWork = async (button) => {
  const key = button.dataset.fetch;
  button.disabled = true;
  one.querySelector(".fetch-state").textContent = window.cbmqa.say("sources.fetching");
  const found = await server.fetch({ key });
  if (found.changed) await Promise.all([refresh(), follow()]);
  if (location.hash !== `#/sources/${encodeURIComponent(key)}`) return;
  const made = Object.assign(document.createElement("div"), { className: "fetch-state" });
  const state = one.querySelector(".fetch-state") || one.insertBefore(made, one.querySelector("h3"));
  state.innerHTML = found.message;  // escaped where it was made
  const again = one.querySelector("[data-fetch]");
  if (again) again.disabled = false;
};
search.addEventListener("input", show);
window.addEventListener("hashchange", follow);
window.addEventListener("cbmqa-sources", refresh);
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("#page-sources-button")) return;
  all.hidden = false;
  one.hidden = true;
  refresh();
});
refresh().then(follow);
