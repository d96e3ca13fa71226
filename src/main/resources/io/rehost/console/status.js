// Where the rules come from, and what became of the last edit.

import { ago, byId, el, say } from "./dom.js";

const SIGNS = { accepted: "✓", rejected: "✕", missing: "?" };
const KINDS = { accepted: "ok", rejected: "bad", missing: "warn" };
const INTACT = { rejected: "The last good rules stay in force.", missing: "What was read before stays in force." };

let drawn = "";

function source(one) {
  return el("li", {},
    el("span", { class: `state ${KINDS[one.status]}` },
      el("span", { "aria-hidden": "true", text: `${SIGNS[one.status]} ` }), one.status),
    el("span", { class: "source" },
      el("span", { class: "muted", text: `${one.kind} ` }), el("b", { text: one.name }),
      one.resourceVersion === null ? null : el("span", { class: "muted", text: ` version ${one.resourceVersion}` })),
    one.problems.length === 0 ? null : el("div", { class: `problems ${KINDS[one.status]}` },
      el("ul", {}, ...one.problems.map((problem) => el("li", {}, el("code", { text: problem })))),
      INTACT[one.status] ? el("p", { text: INTACT[one.status] }) : null));
}

/** Shows `GET /rules`. */
export function showStatus(rules) {
  const text = JSON.stringify([rules.hash, rules.loadedAt, rules.sources]);
  const loaded = rules.loadedAt === null ? "" : ago(rules.loadedAt);
  if (text === drawn) {
    say(byId("loaded"), loaded);
    return;
  }
  drawn = text;
  byId("status-body").replaceChildren(
    el("p", { class: "in-force" }, ...(rules.hash === null
      ? [el("span", { class: "state bad", text: "✕ no rules yet" }), el("span", { text: " Requests get 503 until there are." }), el("span", { id: "loaded" })]
      : [el("b", { text: `${rules.rules.length} ${rules.rules.length === 1 ? "rule" : "rules"} in force` }), " ",
        el("span", { class: "muted", text: "hash " }), el("code", { text: rules.hash }), " ",
        el("span", { class: "muted", text: "loaded " }),
        el("time", { id: "loaded", datetime: rules.loadedAt, title: rules.loadedAt, text: loaded })])),
    el("ul", { class: "sources" }, ...rules.sources.map(source)));
  say(byId("status-news"), rules.sources
    .map((one) => `${one.kind} ${one.name}: ${one.status}${one.problems.length ? `, ${one.problems.length} problems` : ""}.`)
    .join(" "));
}

/** Shows whether the proxy answers. */
export function showConnection(problem) {
  const pill = byId("connection");
  pill.className = `pill ${problem ? "bad" : "ok"}`;
  say(pill, problem ? "✕ the proxy does not answer, trying again" : "● connected");
  document.body.classList.toggle("stale", Boolean(problem));
}
