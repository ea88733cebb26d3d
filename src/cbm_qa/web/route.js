// Addresses: "#paper/3.1/p8" opens the reader at that place; the other pages are "#/NAME" or "#/NAME/...".
(() => {
  // On a narrow screen the last pages are in a menu, whose buttons have a label but no name.
  const menu = () => [...document.querySelectorAll("#pages > .tab-wrapper .overflow-dropdown button")];
  const tab = (name) =>
    document.getElementById(`page-${name}-button`) ||
    menu().find((button) => button.textContent.trim().toLowerCase() === name);
  const isPlace = (hash) => hash.length > 1 && hash[1] !== "/";
  const follow = () => {
    const name = isPlace(location.hash) ? "read" : location.hash.slice(2).split("/")[0] || "ask";
    const button = tab(name);
    if (button && button.getAttribute("aria-selected") !== "true") button.click();
    button?.scrollIntoView({ block: "nearest", inline: "nearest" });
    return Boolean(button);
  };
  window.addEventListener("hashchange", follow);
  const start = new MutationObserver(() => {
    if (!tab("ask")) return;
    start.disconnect();
    if (location.hash) follow();
  });
  start.observe(document.documentElement, { childList: true, subtree: true });

  // A tab chosen by hand is an address too, so that "back" leads back.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("#pages > .tab-wrapper button[role=tab]");
    if (!button || !event.isTrusted) return;
    const name = button.id.replace(/^page-|-button$/g, "");
    if (name === "read" ? !isPlace(location.hash) : true) history.pushState(null, "", `#/${name}`);
  });

  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const box = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(box);
    box.select();
    document.execCommand("copy");  // where the page is served without TLS from another machine
    box.remove();
  };
  const download = (name, type, content) => {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([content], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  // Puts a question into the box of the chat, and asks it where told so; `document_` is the key of the one to keep to.
  const ask = (question, document_ = "", send = false) => {
    location.hash = "#/ask";
    const write = () => {
      const box = document.querySelector("#question textarea");
      if (!box?.offsetParent) return requestAnimationFrame(write);  // until its page is shown
      box.value = question;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.focus();
      if (send) setTimeout(() => document.querySelector("#send")?.click(), 60);  // once Gradio has taken it in
      const keep = document.querySelector("#keep-to textarea, #keep-to input");
      if (!keep || !document_) return;
      keep.value = `${document_}|${Date.now()}`;  // always another text, so that it counts as a change
      keep.dispatchEvent(new Event("input", { bubbles: true }));
    };
    write();
  };
  window.cbmqa = { ...window.cbmqa, ask, copy, download, isPlace };
})();
