// Makes templates/pages/static/vendor/ from the packages of package.json. Run by `npm run build`; see ../BUILD.md.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../../..");
const vendor = join(here, "../vendor");
const modules = process.env.TORENKAMER_NODE_MODULES ?? join(root, "node_modules");
mkdirSync(vendor, { recursive: true });

// Only the components that our templates use; the whole file is 400 kB.
const KEPT = [
  "alert", "badge-status", "body", "breadcrumb-nav", "button", "button-group", "button-link", "checkbox", "data-list", "document",
  "form-field", "form-field-description", "form-field-error-message", "form-fieldset", "form-label", "heading-1", "heading-2",
  "heading-3", "heading-4", "link", "nav-bar", "nav-list", "ordered-list", "page-body", "page-footer", "page-header", "page-layout",
  "pagination", "paragraph", "radio-button", "select", "skip-link", "status-badge", "table", "table-container", "textarea", "textbox",
  "unordered-list",
];
const kept = new RegExp(`^utrecht-(${KEPT.join("|")})(--|__|$)`);

function* rulesOf(css) {
  let depth = 0, from = 0;
  for (let at = 0; at < css.length; at += 1) {
    if (css[at] === "{") depth += 1;
    else if (css[at] === "}" && (depth -= 1) === 0) { yield css.slice(from, at + 1).trim(); from = at + 1; }
    else if (css[at] === ";" && depth === 0) from = at + 1;
  }
}

function keptSelectors(head) {
  const parts = head.split(/,(?![^(]*\))/).map((part) => part.trim());
  return parts.filter((part) => {
    const classes = [...part.matchAll(/\.(-?[a-z_][\w-]*)/gi)].map((match) => match[1]);
    return classes.length > 0 && classes.every((name) => !name.startsWith("utrecht-") || kept.test(name))
      && classes.some((name) => kept.test(name));
  });
}

function cut(css) {
  const out = [];
  for (const rule of rulesOf(css)) {
    const brace = rule.indexOf("{");
    const head = rule.slice(0, brace).trim();
    if (head.startsWith("@media") || head.startsWith("@supports")) {
      const inner = cut(rule.slice(brace + 1, -1));
      if (inner) out.push(`${head}{${inner}}`);
    } else if (!head.startsWith("@")) {
      const selectors = keptSelectors(head);
      if (selectors.length) out.push(selectors.join(",") + rule.slice(brace));
    }
  }
  return out.join("\n");
}

const utrecht = readFileSync(join(modules, "@utrecht/component-library-css/dist/index.css"), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
const banner = "/*! @utrecht/component-library-css 9.0.4, EUPL-1.2, Copyright Gemeente Utrecht and Frameless B.V.; cut to used components */\n";
writeFileSync(join(vendor, "utrecht.css"), banner + cut(utrecht).replace(/\s+/g, " ").replace(/} /g, "}\n") + "\n");

copyFileSync(join(modules, "htmx.org/dist/htmx.min.js"), join(vendor, "htmx.min.js"));

await build({
  entryPoints: [join(here, "charts-entry.mjs")],
  outfile: join(vendor, "charts.min.js"),
  bundle: true, minify: true, format: "iife", target: "es2022", legalComments: "none",
  nodePaths: [modules],
  banner: { js: "/*! vega 6.4.0, vega-lite 6.4.1, vega-embed 7.3.0, vega-interpreter 2.3.2, vega-tooltip 1.1.0 (BSD-3-Clause) and what they bundle; see LICENSES.txt */" },
  logOverride: { "direct-eval": "silent" },
});

// One file with the licence text of every package that may be in the files above.
const texts = [];
const seen = (folder) => {
  const meta = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((name) => /^licen[sc]e/i.test(name));
  texts.push(`==== ${meta.name} ${meta.version} (${meta.license})\n\n${file ? readFileSync(join(folder, file), "utf8").trim() : "(no licence file in the package)"}\n`);
};
const names = readdirSync(modules).filter((name) => /^(vega|d3-|htmx|topojson|fast-json|json-stringify|robust|delaunator|internmap|semver$|tslib)/.test(name));
for (const name of names.sort()) if (existsSync(join(modules, name, "package.json"))) seen(join(modules, name));
seen(join(modules, "@utrecht/component-library-css"));
writeFileSync(join(vendor, "LICENSES.txt"), texts.join("\n\n"));
