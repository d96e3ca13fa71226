// One exchange, opened: both heads side by side, where it went, how long it took.

import { el, svg, millis, count } from "./dom.js";
import { diff } from "./diff.js";

const MARKS = { same: ["", "same"], changed: ["≠", "changed"], removed: ["−", "removed"], added: ["+", "added"] };
const BAR = 1000;

/** Two heads in a table, each line marked by sign, word and colour. */
export function heads(client, sent, captions = ["Client's head", "Sent head"]) {
  const rows = diff(client, sent).map(({ mark, client: left, sent: right }) =>
    el("tr", { class: mark },
      el("td", { class: "mark" },
        el("span", { "aria-hidden": "true", text: MARKS[mark][0] }),
        el("span", { class: mark === "same" ? "sr-only" : "word", text: MARKS[mark][1] })),
      line(left, captions[0]), line(right, captions[1])));
  return el("table", { class: "heads" },
    el("thead", {}, el("tr", {},
      el("th", { scope: "col", class: "mark" }, el("span", { class: "sr-only", text: "Difference" })),
      el("th", { scope: "col", text: captions[0] }), el("th", { scope: "col", text: captions[1] }))),
    el("tbody", {}, ...rows));
}

function line(text, caption) {
  return text === null
    ? el("td", { class: "none" }, el("span", { class: "sr-only", text: "none" }))
    : el("td", { "data-label": caption }, el("code", { text }));
}

/** Terms and what they are. */
export function facts(pairs) {
  return el("dl", { class: "facts" }, ...pairs
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([term, value]) => el("div", {}, el("dt", { text: term }), el("dd", { text: value }))));
}

function timings(exchange) {
  const total = Math.max(exchange.durationMs, 0.001);
  const origin = exchange.upstreamMs ?? 0;
  const width = Math.min(BAR, (origin / total) * BAR);
  const text = exchange.upstreamMs === null
    ? `${millis(exchange.durationMs)} in all, no response of the origin`
    : `${millis(origin)} until the origin answered, ${millis(Math.max(0, total - origin))} connecting, sending and relaying`;
  return el("figure", { class: "timings" },
    svg("svg", { viewBox: `0 0 ${BAR} 14`, preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("rect", { class: "rest", width: BAR, height: 14 }),
      svg("rect", { class: "origin", width, height: 14 })),
    el("figcaption", { text }));
}

/** The panel below an exchange's line. */
export function panel(exchange) {
  const { client, sent } = exchange;
  return el("div", { class: "panel" },
    facts([
      ["Connected to", sent.connect ?? "nowhere"],
      ["Connection", sent.head === null ? null : sent.reused ? "reused" : "new"],
      ["Server name (SNI)", sent.serverName],
      ["Protocol to the origin", sent.protocol],
      ["Rule", exchange.rule ?? "none"],
      ["Client", client.address],
      ["Error", exchange.error],
      ["Content", `${count(exchange.bytesIn)} B in, ${count(exchange.bytesOut)} B out`],
      ["Time", new Date(exchange.time).toLocaleString()],
    ]),
    timings(exchange),
    client.head !== null || sent.head !== null
      ? heads(client.head ?? [], sent.head ?? [])
      : null,
    client.head === null ? el("p", { class: "note", text: "Refused before its head could be read." }) : null,
    client.head !== null && sent.head === null
      ? el("p", { class: "note", text: "Nothing was sent to the origin." })
      : null);
}
