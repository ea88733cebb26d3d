// Says every text that names its message in the visitor's language: the chosen one, else the browser's.
(() => {
  const messages = window.gradio_config?.i18n_translations || { en: {} };
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const offers = [kept("cbm-qa-language"), ...navigator.languages].map((tag) => (tag || "").slice(0, 2).toLowerCase());
  const language = offers.find((code) => code in messages) || "en";
  const rules = new Intl.PluralRules(language);
  // Gradio's own components hold marked texts; this runs before they are made. (Gradio would say them in the
  // browser's language, whatever is chosen here, and it does not know Kazakh.)
  const MARK = "__i18n__";
  const settle = (value) => {
    if (typeof value === "string" && value.startsWith(MARK)) return say(JSON.parse(value.slice(MARK.length)).key);
    if (value?.__type__ === "translation_metadata") return say(value.key);
    if (Array.isArray(value)) return value.map(settle);
    return value;
  };
  const settleAll = () => {
    for (const { props } of window.gradio_config?.components || [])
      for (const name of Object.keys(props || {})) props[name] = settle(props[name]);
  };

  const find = (code, key, n) => {
    const known = messages[code];
    const form = n === undefined ? "other" : (code === language ? rules : new Intl.PluralRules(code)).select(n);
    return known[key] ?? known[`${key}.${form}`] ?? known[`${key}.other`] ?? known[`${key}.many`];
  };
  const say = (key, values = {}) => {
    const text = find(language, key, values.n) ?? find("en", key, values.n) ?? key;
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  };
  settleAll();
  const translate = (item) => {
    const { said, saidLabel, saidPlaceholder, saidValues } = item.dataset;
    const values = saidValues ? JSON.parse(saidValues) : {};
    // Only what differs is written: every write is a change that is looked at again.
    if (said && item.textContent !== say(said, values)) item.textContent = say(said, values);
    const label = saidLabel && say(saidLabel, values);
    if (label && item.getAttribute("aria-label") !== label) item.setAttribute("aria-label", label);
    if (saidPlaceholder) item.placeholder = say(saidPlaceholder, values);
  };
  // The few words that Gradio says of itself: in English by now, as our catalogue words them.
  const OWN = ["upload_text.drop_file", "upload_text.click_to_upload", "errors.use_via_api"];
  const keys = new Map(OWN.map((key) => [messages.en?.[key], key]));
  const translateOwn = (item) => {
    for (const node of item.childNodes) {
      const key = node.nodeType === 3 && keys.get(node.data.trim());
      if (key) node.data = ` ${say(key)} `;
    }
  };
  const NAMED = new Map([
    ["Gradio footer navigation", "site.programs"], ["Click to upload or drop files", "upload_text.named"],
  ]);
  const nameOwn = (item) => {
    const key = NAMED.get(item.getAttribute("aria-label"));
    if (key) item.setAttribute("aria-label", say(key));
  };
  const GRADIO = ".upload-container .wrap, button .wrap, .show-api";
  const SAID = "[data-said], [data-said-label], [data-said-placeholder]";
  const within = (root) => {
    if (language === "en") return;
    if (root.matches?.(SAID)) translate(root);
    root.querySelectorAll?.(SAID).forEach(translate);
    const own = root.closest?.(GRADIO);
    if (own) translateOwn(own);
    root.querySelectorAll?.(GRADIO).forEach(translateOwn);
    root.querySelectorAll?.("footer[aria-label], nav[aria-label], button[aria-label]").forEach(nameOwn);
    root.querySelectorAll?.("template").forEach((template) => within(template.content));
  };
  new MutationObserver((changes) => {
    for (const { addedNodes, target } of changes) {
      addedNodes.forEach((node) => node.nodeType === 1 && within(node));
      // Gradio may keep an element and change what it holds.
      const kept = (target.nodeType === 1 ? target : target.parentElement)?.closest(SAID);
      if (kept && language !== "en") translate(kept);
    }
    if (document.documentElement.lang !== language) document.documentElement.lang = language;
  }).observe(document, {
    childList: true, characterData: true, subtree: true, attributes: true,
    attributeFilter: ["lang", "data-said", "data-said-label", "data-said-values"],
  });

  window.cbmqa = { ...window.cbmqa, say, language };
})();
