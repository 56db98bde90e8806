// Shows the chart specs of a page. Works under `script-src 'self'; style-src 'self'`: the expressions are interpreted, not evaluated.
import embed from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";

// The spec names its colours and words in usermeta; the page puts those of the theme and of its language in their place, so that
// a municipality's own theme, dark mode and English reach the charts too.
function themed(text) {
  const style = getComputedStyle(document.querySelector("[data-theme]") ?? document.documentElement);
  const { colours = {}, words = {} } = JSON.parse(text).usermeta ?? {};
  let out = text;
  for (const [colour, name] of Object.entries(colours)) {
    const own = style.getPropertyValue(`--torenkamer-chart-${name}`).trim();
    if (own) out = out.replaceAll(`"${colour}"`, JSON.stringify(own));
  }
  for (const [word, own] of Object.entries(words[document.documentElement.lang] ?? {})) {
    out = out.replaceAll(JSON.stringify(word), JSON.stringify(own));
  }
  return JSON.parse(out);
}

// On a phone the legends stand below each other; side by side they would be cut off.
function stacked(node) {
  if (Array.isArray(node)) node.forEach(stacked);
  else if (node && typeof node === "object") {
    if (node.legend && typeof node.legend === "object") Object.assign(node.legend, { columns: 1, direction: "vertical" });
    Object.values(node).forEach(stacked);
  }
}

async function draw(figure) {
  const spec = themed(figure.querySelector('script[type="application/json"]').textContent);
  const place = figure.querySelector("[data-chart-place]");
  if (place.clientWidth < 560) {
    stacked(spec.layer);
    spec.config.legend = { ...spec.config.legend, layout: { bottom: { direction: "vertical" } } };
  }
  spec.width = "container";
  await embed(place, spec, {
    mode: "vega-lite", renderer: "svg", actions: false, ast: true, expr: expressionInterpreter,
    defaultStyle: false, tooltip: { disableDefaultStyle: true, theme: "torenkamer" },
    formatLocale: JSON.parse(figure.dataset.numberLocale), timeFormatLocale: JSON.parse(figure.dataset.timeLocale),
  });
  figure.classList.add("is-drawn");
}

// With the chart focused, the arrow keys read the rows of the table below it, one by one.
function readable(figure) {
  const place = figure.querySelector("[data-chart-place]");
  const rows = [...figure.querySelectorAll("tbody tr")];
  const heads = [...figure.querySelectorAll("thead th")].map((cell) => cell.textContent.trim());
  const said = figure.querySelector("[data-chart-reading]");
  if (!rows.length || !said) return;
  let at = -1;
  place.addEventListener("keydown", (event) => {
    const moves = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: rows.length - 1 };
    if (!(event.key in moves)) return;
    event.preventDefault();
    at = Math.min(Math.max(moves[event.key], 0), rows.length - 1);
    said.textContent = [...rows[at].cells].map((cell, column) => `${heads[column]}: ${cell.textContent.trim()}`).join(", ");
    rows.forEach((row, number) => row.classList.toggle("is-read", number === at));
  });
}

for (const figure of document.querySelectorAll("[data-chart]")) {
  draw(figure).then(() => readable(figure)).catch((error) => {
    figure.classList.add("is-not-drawn");
    console.error("chart", error);
  });
}
