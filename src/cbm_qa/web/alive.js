// A server that went away, or came back as another, is noticed and said; the question in hand is not lost.
(() => {
  const BUSY_MS = 2000, IDLE_MS = 30000;
  const page = location.pathname.replace(/\/$/, "");
  let state = "there", looked = 0;

  const pending = () => {
    const turn = document.querySelector("#conversation .status")?.closest(".turn");
    if (!turn) return "";
    const question = turn.querySelector(".question")?.cloneNode(true);
    question?.querySelector(".sr")?.remove();
    return question?.textContent.trim() || "";
  };

  const say = (words, button) => {
    let bar = document.getElementById("alive");
    if (!words) return bar?.remove();
    if (!bar) {
      bar = Object.assign(document.createElement("div"), { id: "alive" });
      bar.setAttribute("role", "alert");
      document.body.append(bar);
    }
    bar.replaceChildren(Object.assign(document.createElement("span"), { textContent: words }));
    if (!button) return;
    const again = Object.assign(document.createElement("button"), { type: "button", textContent: button });
    again.addEventListener("click", () => {
      if (pending()) location.assign(`${page}/?q=${encodeURIComponent(pending())}`);
      else location.reload();
    });
    bar.append(again);
  };

  const look = async () => {
    const known = window.gradio_config?.app_id;
    if (known === undefined || state === "other") return;
    const wait = state === "gone" || pending() ? BUSY_MS : IDLE_MS;
    if (Date.now() - looked < wait) return;
    looked = Date.now();
    let answer;
    try {
      answer = await fetch(`${page}/gradio_api/app_id`, { cache: "no-store", signal: AbortSignal.timeout(10000) });
    } catch {
      state = "gone";
      return say(window.cbmqa.say("alive.gone"));
    }
    const now = answer.ok ? (await answer.json()).app_id : null;
    if (now === known && state === "there") return;
    // The same server again: what it was working on when the connection broke does not arrive any more.
    if (now === known && !pending()) { state = "there"; return say(""); }
    state = "other";
    say(
      now === known ? window.cbmqa.say("alive.broken")
        : window.cbmqa.say("alive.restarted"),
      pending() ? window.cbmqa.say("alive.again") : window.cbmqa.say("alive.reload"),
    );
  };
  setInterval(look, 1000);
})();
