// The rules in the order in which they are tried, with how often each has won.

import { ago, byId, count, el, say } from "./dom.js";
import { showRule } from "./exchanges.js";

const MOST = 500;

let drawn = "";
let cells = new Map();
let latest = null;
let hits = new Map();

function row(rule, versions) {
  const hits = el("td", { class: "number", "data-label": "Hits" });
  const last = el("td", { "data-label": "Last match" });
  cells.set(rule.name, { hits, last });
  const version = versions.get(rule.source);
  return el("tr", {},
    el("th", { scope: "row" }, el("button", {
      type: "button", class: "link", title: "Show its exchanges", text: rule.name,
      on: { click: () => showRule(rule.name) },
    })),
    hits, last,
    el("td", { "data-label": "Source", class: "from-source" }, el("span", { title: rule.source, text: `${rule.source.split("/").at(-1)} [${rule.index}]` }),
      version ? el("span", { class: "muted", text: ` v${version}` }) : null));
}

function draw(rules) {
  cells = new Map();
  const wanted = byId("find-rule").value.trim().toLowerCase();
  const found = rules.rules.filter((rule) => rule.name.includes(wanted));
  const versions = new Map(rules.sources.filter((source) => source.status === "accepted" && source.kind === "ConfigMap").map((source) => [source.name, source.resourceVersion]));
  const body = byId("rules-body");
  if (found.length === 0) {
    body.replaceChildren(el("p", { class: "empty", text: rules.rules.length === 0 ? "There are no rules." : "No rule has such a name." }));
    return;
  }
  body.replaceChildren(
    el("table", { class: "rules" },
      el("thead", {}, el("tr", {},
        el("th", { scope: "col", text: "Rule" }), el("th", { scope: "col", class: "number", text: "Hits" }),
        el("th", { scope: "col", text: "Last match" }), el("th", { scope: "col", text: "Source" }))),
      el("tbody", {}, ...found.slice(0, MOST).map((rule) => row(rule, versions)))),
    ...(found.length > MOST ? [el("p", { class: "note", text: `${count(found.length - MOST)} more; find narrows them.` })] : []));
}

/** Shows `GET /rules`: the table anew if the rules are others, or others are looked for. */
export function showRules(rules) {
  latest = rules;
  const text = JSON.stringify([byId("find-rule").value, rules.sources, rules.rules.map((rule) => [rule.name, rule.source, rule.index])]);
  if (text !== drawn) {
    drawn = text;
    draw(rules);
  }
  showNumbers();
}

/** Shows how often each rule of the table has won, as `GET /stats` has it. */
export function showHits(stats) {
  hits = new Map(stats.rules.map((rule) => [rule.name, rule]));
  showNumbers();
}

function showNumbers() {
  for (const [name, cell] of cells) {
    const rule = hits.get(name);
    say(cell.hits, count(rule?.requests ?? 0));
    say(cell.last, rule ? ago(rule.lastHit) : "never");
  }
}

/** Begins. */
export function startRules() {
  byId("find-rule").addEventListener("input", () => latest && showRules(latest));
}
