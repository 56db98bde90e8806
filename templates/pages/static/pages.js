// Small comforts. Every page works without this file.

// A link that is followed by itself after some seconds; without script a person follows it.
for (const link of document.querySelectorAll("[data-onward]")) setTimeout(() => location.assign(link.href), 1000 * Number(link.dataset.onward));

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());

// Keys of one letter can be switched off (WCAG 2.1.4); the choice stays in this browser.
const KEYS_OFF = "torenkamer-keys-off";
const stored = (work) => { try { return work(window.localStorage); } catch { return null; } };
const keysOn = () => stored((box) => box.getItem(KEYS_OFF)) !== "ja";
const showSwitch = (button) => {
  button.setAttribute("aria-pressed", String(keysOn()));
  button.textContent = keysOn() ? button.dataset.on : button.dataset.off;
};
for (const button of document.querySelectorAll("[data-keys-switch]")) {
  showSwitch(button);
  button.addEventListener("click", () => {
    stored((box) => (keysOn() ? box.setItem(KEYS_OFF, "ja") : box.removeItem(KEYS_OFF)));
    showSwitch(button);
  });
}

const isTyping = (event) => Boolean(event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]"));
const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.altKey || event.isComposing);

// Walks a list by key: down is the next one, up the one before; the first key enters the list.
const walk = (all, at, down) => {
  const next = all[Math.min(Math.max(at + (down ? 1 : -1), 0), all.length - 1)];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return next;
};

// Approving by keyboard: j and k walk the lines, the letters on the buttons press them. Not while typing, and not while a line is
// being drawn anew: what is typed then was meant for what comes.
const lines = () => [...document.querySelectorAll("[data-line]")];
let focused = null; // the line that asked for something, until it is drawn anew
let onward = null; // the line to go to when it is
let remarkWanted = false; // s came meanwhile: the letters after it are a remark, not keys
const JUDGED = ["g", "v"]; // approved, dropped: nothing more to do here
const nextToJudge = (line) => {
  const all = lines();
  return all.slice(all.indexOf(line) + 1).find((each) => each.querySelector("[data-key=g], [data-key=v]"))?.id ?? null;
};
// Control and Enter send what is typed, once: a remark, which is a judgement as well, or an answer.
const send = (event) => {
  const form = !focused && isTyping(event) && event.target.closest("[data-line] form");
  if (!form) return;
  event.preventDefault();
  if (form.closest(".tk-return") && form.checkValidity()) onward = nextToJudge(form.closest("[data-line]"));
  form.requestSubmit();
};
// Also when it stood open: what is typed next is the remark.
const openRemark = (details) => {
  details.open = true;
  details.querySelector("textarea").focus();
};
document.addEventListener("keydown", (event) => {
  const all = lines();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send(event);
  if (!all.length || !isPlain(event)) return;
  if (focused) {
    if (!isTyping(event) && event.key.length === 1) {
      event.preventDefault();
      remarkWanted ||= event.key === "s" && keysOn();
    }
    return;
  }
  const at = all.findIndex((line) => line.contains(document.activeElement));
  if (event.key === "Escape" && at >= 0) {
    all[at].querySelector("[data-close]")?.click();
    for (const open of all[at].querySelectorAll(".tk-return[open]")) open.open = false;
    all[at].focus();
    return;
  }
  if (isTyping(event)) return;
  const arrow = event.key === "ArrowDown" || event.key === "ArrowUp";
  if (arrow && document.activeElement === all[at]) {
    walk(all, at, event.key === "ArrowDown");
    event.preventDefault();
  } else if (!keysOn()) {
    return;
  } else if (event.key === "j" || event.key === "k") {
    walk(all, at, event.key === "j");
    event.preventDefault();
  } else if (event.key === "u") {
    document.querySelector("[data-undo]")?.click();
  } else if (at >= 0) {
    const button = all[at].querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    if (button.matches("summary")) return openRemark(button.parentElement);
    if (JUDGED.includes(event.key)) onward = nextToJudge(all[at]);
    button.click();
  }
});

// Who comes back to a line by its address goes on from there.
document.querySelector("[data-line]:target")?.focus();

// A line that is drawn anew keeps the focus: its first field when it opened, else the line itself. After a judgement by key it goes on.
document.addEventListener("htmx:before:request", (event) => {
  focused = event.target.closest?.("[data-line]")?.id ?? null;
});
const drawn = () => {
  const line = focused && document.getElementById(focused);
  const next = onward && document.getElementById(onward);
  const active = document.activeElement;
  const remark = remarkWanted;
  focused = onward = null;
  remarkWanted = false;
  if (!line || (active && active !== document.body && active !== line)) return;
  const refused = line.querySelector("[role=alert]"); // then there is something to read first
  const place = line.querySelector("form textarea[name=answer]") ?? (refused ? line : next ?? line);
  place.focus();
  place.scrollIntoView({ block: "nearest" });
  if (remark && place.matches("[data-line]:has(.tk-return)")) openRemark(place.querySelector(".tk-return"));
};
for (const end of ["htmx:finally:request", "htmx:error"]) document.addEventListener(end, () => setTimeout(drawn));

// "Kopieer" copies the answer beside it.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  button.closest("[data-answer]")?.dispatchEvent(new Event("answer-opened"));
  try {
    // textContent, for innerText is empty while the answer is folded.
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.done;
  } catch {
    button.textContent = button.dataset.failed;
  }
});

// Searching by keyboard. Opening an answer tells which words led to it; the first one stands open without being asked.
const answers = () => [...document.querySelectorAll("[data-answer]")];
const openAnswer = (answer) => {
  answer.open = true;
  answer.dispatchEvent(new Event("answer-opened"));
  const summary = answer.querySelector("summary");
  summary.focus();
  summary.scrollIntoView({ block: "nearest" });
};
// What stands open without being asked stays open at the first Enter: only what a hand opened, the same hand closes.
const opened = new WeakSet();
document.addEventListener("answer-opened", (event) => opened.add(event.target), true);
document.addEventListener("click", (event) => {
  const answer = event.target.closest("[data-answer] > summary")?.parentElement;
  if (!answer || (answer.open && opened.has(answer))) return;
  if (answer.open && event.detail === 0) event.preventDefault(); // 0: a key and not the mouse
  if (!answer.open || event.detail === 0) answer.dispatchEvent(new Event("answer-opened"));
});
document.querySelector("[data-search]")?.addEventListener("submit", (event) => {
  const shown = document.querySelector("[data-answers]")?.dataset.query;
  const first = answers()[0];
  if (!first || shown !== event.target.elements.q.value.trim()) return;
  event.preventDefault();
  openAnswer(first);
});
document.addEventListener("keydown", (event) => {
  const box = document.querySelector("[data-search] input");
  if (!box || !isPlain(event)) return;
  const all = answers();
  const at = all.findIndex((answer) => answer.contains(document.activeElement));
  const inBox = event.target === box;
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && (inBox || at >= 0) && all.length) {
    if (at === 0 && event.key === "ArrowUp") box.focus();
    else if (!inBox || event.key === "ArrowDown") walk(all.map((answer) => answer.querySelector("summary")), at, event.key === "ArrowDown");
    event.preventDefault();
  } else if (inBox || isTyping(event) || !keysOn()) {
    return;
  } else if (event.key === "/") {
    box.focus();
    box.select();
    event.preventDefault();
  } else if (/^[1-9]$/.test(event.key) && all[event.key - 1]) {
    openAnswer(all[event.key - 1]);
  } else if (event.key === "c") {
    (all[at] ?? all.find((answer) => answer.open))?.querySelector("[data-copy]")?.click();
  } else if (event.key === "n") {
    document.querySelector("[data-no-answer]")?.click();
  }
});
document.addEventListener("htmx:after:request", (event) => {
  const form = event.target.closest?.("form[data-said]");
  if (form) form.querySelector("[data-said-here]").textContent = form.dataset.said;
});

// Tallying by keyboard: digits choose the topic, letters the channel and how it ended; Enter notes it as answered.
const tally = document.querySelector("[data-tally]");
const chosenTopic = () => tally.querySelector("input[name=topic]:checked") ?? tally.querySelector("input[name=topic]") ?? tally.querySelector("#other");
tally?.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isTyping(event)) chosenTopic().focus();
});
document.addEventListener("keydown", (event) => {
  if (!tally || !isPlain(event) || isTyping(event) || !keysOn()) return;
  if (event.key === "o") {
    tally.elements.words.focus();
  } else if (event.key === "u") {
    tallyLater(null);
    return;
  } else if (event.key === "Enter" && (event.target === document.body || event.target.id === "inhoud")) {
    tally.requestSubmit(tally.querySelector("[value=answered]"));
  } else {
    const found = /^[0-9a-z]$/.test(event.key) && tally.querySelector(`[data-key="${event.key}"]`);
    if (!found) return;
    if (found.matches("[type=radio]")) found.checked = true;
    if (found.matches("button")) found.click();
    else if (found.name === "channel") chosenTopic().focus();
    else found.focus();
  }
  event.preventDefault();
});

// A contact is sent in the background, one after another in the order of the keys; the form is free for the next one at once. What
// cannot be sent waits and is tried again. An entry of the queue is what a form would post, null takes the last one back.
const tallyQueue = [];
const tallySay = (text) => { tally.querySelector("[data-tally-status]").textContent = text; };
const tallyShow = (page) => {
  const fresh = page.querySelector("[data-tallied]");
  if (fresh) document.querySelector("[data-tallied]")?.replaceWith(fresh);
};
const tallySend = async (entry) => {
  const undo = entry ? null : document.querySelector("[data-undo]")?.form;
  if (!entry && !undo) return;
  const body = entry ?? new URLSearchParams(new FormData(undo));
  const answer = await fetch(entry ? "/turven" : undo.action, { method: "POST", body });
  const isOurs = new URL(answer.url).pathname.startsWith("/turven"); // not so for who has to sign in again
  if (answer.status >= 500 || !isOurs) throw new Error(answer.url);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const topic = entry ? entry.get("other") || entry.get("topic") : "";
  tallyShow(page);
  if (answer.status >= 400) {
    const why = page.querySelector(".utrecht-alert li, .utrecht-alert p, main p")?.textContent ?? "";
    tallySay(`${tally.dataset.refused.replace("TOPIC", () => topic)} ${why}`);
  } else tallySay(entry ? tally.dataset.noted.replace("TOPIC", () => topic) : "");
};
const tallyWork = async () => {
  while (tallyQueue.length) {
    try {
      await tallySend(tallyQueue[0]);
    } catch {
      tallySay(tally.dataset.waiting.replace("COUNT", tallyQueue.length));
      await new Promise((done) => setTimeout(done, 3000));
      if (tallyQueue[0]) continue; // what was taken back is not asked twice: that would take back one more
    }
    tallyQueue.shift();
  }
};
const tallyLater = (entry) => {
  tallyQueue.push(entry);
  if (tallyQueue.length === 1) tallyWork();
};
const topicMissing = (is) => {
  const said = document.querySelector("#topic-error");
  said.hidden = !is;
  said.textContent = is ? said.dataset.missing : "";
};
tally?.addEventListener("change", (event) => { if (event.target.matches("[name=topic], [name=other]")) topicMissing(false); });
tally?.addEventListener("submit", (event) => {
  event.preventDefault();
  const entry = new URLSearchParams(new FormData(tally, event.submitter));
  if (!entry.get("topic") && !entry.get("other").trim()) {
    topicMissing(true);
    chosenTopic().focus();
    return;
  }
  topicMissing(false);
  const token = crypto.getRandomValues(new Uint32Array(4));
  entry.set("form_token", [...token].map((part) => part.toString(16).padStart(8, "0")).join("")); // sent again it counts once
  tallyLater(entry);
  for (const radio of tally.querySelectorAll("input[name=topic]")) radio.checked = false;
  for (const name of ["other", "words", "minutes"]) tally.elements[name].value = "";
  chosenTopic().focus();
  tally.dispatchEvent(new Event("tally-next"));
});
if (tally) window.addEventListener("beforeunload", (event) => { if (tallyQueue.length) event.preventDefault(); });

// The clock of the tally writes minutes and seconds; it goes on for the next contact when it ran for this one.
const clock = tally?.querySelector("[data-clock]");
if (clock) {
  const CLOCK = "torenkamer-clock";
  const idle = clock.innerHTML;
  let ticking = null;
  const run = (on) => {
    window.clearInterval(ticking);
    const began = Date.now();
    const show = () => {
      const seconds = Math.round((Date.now() - began) / 1000);
      tally.elements.minutes.value = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    };
    ticking = on ? window.setInterval(show, 1000) : null;
    clock.setAttribute("aria-pressed", String(on));
    if (on) clock.textContent = clock.dataset.running;
    else clock.innerHTML = idle;
    try { window.sessionStorage.setItem(CLOCK, on ? "ja" : ""); } catch { /* a browser that keeps nothing */ }
  };
  clock.addEventListener("click", () => run(ticking === null));
  tally.addEventListener("tally-next", () => { if (ticking !== null) run(true); });
  try { if (window.sessionStorage.getItem(CLOCK) === "ja") run(true); } catch { /* then it starts by hand */ }
}

// Big numbers read easier with points between the thousands; the server reads both.
document.addEventListener("change", (event) => {
  const field = event.target.closest("[data-thousands]");
  if (!field || !/^(\d+|\d{1,3}([.\s'’]\d{3})+)$/.test(field.value.trim())) return; // 1.5 is not 15
  field.value = field.value.replace(/\D/g, "").replace(/\B(?=(\d{3})+$)/g, ".");
});

// In a grid of fields the arrow keys go up and down, and a block that was copied out of a spreadsheet fills it from there.
document.addEventListener("keydown", (event) => {
  const field = event.target.closest("[data-grid] input");
  if (!field || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
  const cell = field.closest("td");
  const row = cell.parentElement[event.key === "ArrowUp" ? "previousElementSibling" : "nextElementSibling"];
  const next = row && row.cells[cell.cellIndex] && row.cells[cell.cellIndex].querySelector("input");
  if (next) { next.focus(); next.select(); event.preventDefault(); }
});
document.addEventListener("paste", (event) => {
  const field = event.target.closest("[data-grid] input");
  const text = event.clipboardData && event.clipboardData.getData("text/plain");
  if (!field || !text || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const cell = field.closest("td");
  let row = cell.parentElement;
  for (const line of text.replace(/\r/g, "").replace(/\n+$/, "").split("\n")) {
    if (!row) break;
    line.split("\t").forEach((value, across) => {
      const into = row.cells[cell.cellIndex + across];
      const target = into && into.querySelector("input");
      if (target) target.value = value.trim();
    });
    row = row.nextElementSibling;
  }
});
