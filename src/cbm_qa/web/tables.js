// The Tables page: asks the server for what is chosen, and shows it. `element`, `server` come from Gradio.
const $ = (id) => element.querySelector(`#${id}`);
const state = { id: "", column: null, descending: false, page: 0, chart: 0, kind: "line" };
let key = "", listed = "", asked = 0;

const list = (choices) => {
  const names = JSON.stringify(choices);
  if (names === listed) return;
  listed = names;
  const groups = new Map();
  for (const { id, name, document: title, key: document } of choices) {
    if (!groups.has(document)) groups.set(document, Object.assign(window.document.createElement("optgroup"), { label: title }));
    groups.get(document).append(new Option(name, id));
  }
  $("table-choice").replaceChildren(...groups.values());
};

const say = (remark) => {
  $("table-remark").textContent = remark ? window.cbmqa.say(remark) : "";
  $("table-remark").hidden = !remark;
};

const load = async (change = {}) => {
  Object.assign(state, change);
  const mine = ++asked;
  const width = Math.floor(element.querySelector(".plot-side").clientWidth) || 440;
  const found = await server.open_table({ ...state, width });
  if (mine !== asked) return;  // a later wish came in between
  list(found.choices);
  say(found.remark);
  element.querySelector(".table-panes").hidden = !found.choices.length;
  element.querySelector(".reader-bar").hidden = !found.choices.length;
  if (!found.choices.length) return;
  state.id = found.id;
  key = found.key;
  $("table-choice").value = found.id;
  $("table-view").innerHTML = found.html;  // escaped where it was made
  $("table-place").href = found.place;
  $("plot-choice").replaceChildren(...found.charts.map(({ title, said, values }, n) => new Option(said ? window.cbmqa.say(said, values) : title, n)));
  $("plot-choice").value = state.chart;
  element.querySelector(".plot-side").hidden = !found.charts.length;
  $("plot-kind").hidden = !found.over_years;
  $("table-plot").innerHTML = found.plot;
  for (const button of $("plot-kind").children) {
    button.setAttribute("aria-pressed", button.dataset.kind === state.kind);
  }
};

const choose = (id) => load({ id, column: null, descending: false, page: 0, chart: 0 });

element.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { column, page, kind, format } = button.dataset;
  if (column !== undefined) {
    const number = Number(column);
    const descending = state.column === number && !state.descending;
    await load({ column: number, descending, page: 0 });
    element.querySelector(`[data-column="${number}"]`)?.focus();
  } else if (page !== undefined) {
    await load({ page: Number(page) });
    $("table-view").scrollIntoView({ block: "nearest" });
  } else if (kind) {
    load({ kind });
  } else if (format) {
    save(format);
  }
});

const save = async (format) => {
  const file = await server.export({ id: state.id, format });
  if (file.error) return say(file.error);
  const bytes = Uint8Array.from(atob(file.data), (letter) => letter.charCodeAt(0));
  window.cbmqa.download(file.name, file.type, bytes);
};

$("table-choice").addEventListener("change", (event) => {
  history.replaceState(null, "", `#/tables/${encodeURI(event.target.value)}`);
  choose(event.target.value);
});
$("plot-choice").addEventListener("change", (event) => load({ chart: Number(event.target.value) }));
$("table-ask").addEventListener("submit", (event) => {
  event.preventDefault();
  const question = $("table-question").value.trim();
  if (!question) return;
  window.cbmqa.ask(question, key);
  $("table-question").value = "";
});

// "#/tables/paper/2" opens that table.
const follow = () => {
  const id = /^#\/tables\/(.+)$/.exec(location.hash)?.[1];
  if (id && decodeURI(id) !== state.id) choose(decodeURI(id));
  return Boolean(id);
};
window.addEventListener("hashchange", follow);
follow() || load();
