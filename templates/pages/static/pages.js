// Small comforts. Every page works without this file.

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());

// Approving by keyboard: j and k walk the lines, the letters on the buttons press them. Not while typing.
const lines = () => [...document.querySelectorAll("[data-line]")];
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  const all = lines();
  if (!all.length) return;
  const at = all.findIndex((line) => line.contains(document.activeElement));
  if (event.key === "j" || event.key === "k") {
    const next = all[Math.min(Math.max(at + (event.key === "j" ? 1 : -1), 0), all.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "center" });
    event.preventDefault();
  } else if (at >= 0) {
    const button = all[at].querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (button) { button.click(); event.preventDefault(); }
  }
});

// "Kopieer" copies the answer beside it.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText);
  button.textContent = button.dataset.done;
});
