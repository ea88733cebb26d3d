// Chats are kept in this browser: the one of this tab, and the earlier ones.
(() => {
  const CHATS = "cbm-qa-chats", MOST = 30;
  const read = () => { try { return JSON.parse(localStorage.getItem(CHATS)) || []; } catch { return []; } };
  const write = (chats) => {
    for (let kept = chats.slice(0, MOST); kept.length; kept = kept.slice(0, -1)) {
      try { return localStorage.setItem(CHATS, JSON.stringify(kept)); } catch { /* full: without the oldest */ }
    }
    try { localStorage.removeItem(CHATS); } catch { /* nothing is kept here */ }
  };
  // Where nothing may be stored, the chat lasts as long as the page.
  let fallback = { id: "", records: "[]" };
  const tab = {
    get id() { try { return sessionStorage.getItem("cbm-qa-chat") || fallback.id; } catch { return fallback.id; } },
    set id(id) { fallback.id = id; try { sessionStorage.setItem("cbm-qa-chat", id); } catch { /* see above */ } },
  };
  const newId = () => Date.now().toString(36) + Math.random().toString(36).slice(2, 8);
  if (!tab.id) tab.id = newId();

  const turns = () => [...document.querySelectorAll("#conversation .turn[data-record]")];
  const shown = () => turns().map((turn) => JSON.parse(turn.dataset.record));
  // What is on the page is the truth; before anything is, what this tab had.
  const kept = () => {
    const there = shown();
    if (there.length) return JSON.stringify(there);
    return JSON.stringify(read().find((chat) => chat.id === tab.id)?.records || []);
  };
  let saved = "";
  const save = () => {
    const records = shown();
    if (!records.length) return;
    const text = tab.id + JSON.stringify(records);
    if (text === saved) return;
    saved = text;
    const others = read().filter((chat) => chat.id !== tab.id);
    write([{ id: tab.id, at: Date.now(), title: records[0].question.slice(0, 120), records }, ...others]);
  };
  const startChat = () => { clear(); tab.id = newId(); };
  const clear = () => { turns().forEach((turn) => turn.remove()); saved = ""; };
  const openChat = (id) => { clear(); tab.id = id; document.querySelector("#reopen")?.click(); };
  const dropChat = (id) => write(read().filter((chat) => chat.id !== id));

  window.cbmqa = {
    ...window.cbmqa, kept, save, startChat, openChat, dropChat, shown,
    earlier: () => read().filter((chat) => chat.id !== tab.id),
  };
})();
