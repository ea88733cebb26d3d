// Light, dark or high contrast, and the size of the text: as the system has it, or as chosen here.
(() => {
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const kept = (name, fallback) => { try { return localStorage.getItem(name) || fallback; } catch { return fallback; } };
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* for this visit only */ } };
  const asked = new URLSearchParams(location.search).get("__theme");

  const apply = () => {
    root.dataset.look = kept("cbm-qa-look", "system");
    root.dataset.text = kept("cbm-qa-text", "normal");
    if (!document.body) return;
    const look = root.dataset.look === "system" && asked ? asked : root.dataset.look;
    const dark = look === "dark" || (look !== "light" && system.matches);
    if (document.body.classList.contains("dark") !== dark) document.body.classList.toggle("dark", dark);
    root.style.colorScheme = dark ? "dark" : "light";
  };
  apply();
  document.addEventListener("DOMContentLoaded", () => {
    apply();
    // Gradio sets its own class once it has started.
    new MutationObserver(apply).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  });
  system.addEventListener("change", apply);

  const NAMES = { "look-choice": "cbm-qa-look", "text-choice": "cbm-qa-text", "language-choice": "cbm-qa-language" };
  document.addEventListener("change", (event) => {
    const name = NAMES[event.target.id];
    if (!name) return;
    keep(name, event.target.value);
    if (event.target.id === "language-choice") location.reload();
    else apply();
  });
  const settle = (item) => {
    if (!item.id || !(item.id in NAMES)) return;
    item.value = item.id === "language-choice" ? window.cbmqa.language : kept(NAMES[item.id], item.value);
  };
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      addedNodes.forEach((node) => node.querySelectorAll?.("select").forEach(settle));
  }).observe(document, { childList: true, subtree: true });
})();
