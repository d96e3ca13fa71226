// What would become of a request, without sending it.

import { byId, el, say } from "./dom.js";
import { facts, heads } from "./exchange.js";
import { get } from "./server.js";

const RESULTS = {
  matched: ["ok", "✓ matched"],
  passed: ["warn", "→ passed: no rule matches, the client's own Host is sent"],
  rejected: ["bad", "✕ rejected: it would not be forwarded"],
};

function asked(request, url) {
  const target = /^(?:https?:\/\/)?[^/?#]*([^#]*)/i.exec(url)[1];
  return [`${request.method} ${target.startsWith("/") ? target : `/${target}`} HTTP/1.1`, ...request.headers];
}

function answer(explained) {
  const [kind, text] = RESULTS[explained.result];
  const { rule, sent } = explained;
  return [
    el("p", { class: "result" }, el("span", { class: `state ${kind}`, text }),
      rule === null ? null : el("span", {}, " rule ", el("b", { text: rule.name }), el("span", { class: "muted", text: ` ${rule.source} [${rule.index}]` }))),
    explained.warnings.length === 0 ? null : el("ul", { class: "problems warn" }, ...explained.warnings.map((warning) => el("li", { text: warning }))),
    explained.considered.length === 0 ? null : el("div", {},
      el("h3", { text: "Why the rules before it lost" }),
      el("ul", { class: "lost" }, ...explained.considered.map((lost) =>
        el("li", {}, el("b", { text: lost.name }), " ", el("span", { text: lost.failed }))))),
    sent === null ? null : el("div", {},
      el("h3", { text: "What would be sent" }),
      facts([
        ["Connect to", sent.connect],
        ["Protocol", sent.protocol],
        ["Server name (SNI)", sent.tls?.serverName],
        ["Certificate must name", sent.tls?.verifyName],
      ]),
      heads(asked(explained.request, explained.request.url), sent.head, ["Request", "Sent head"])),
  ];
}

async function explain() {
  const parameters = [["method", byId("explain-method").value.trim()], ["url", byId("explain-url").value.trim()]];
  byId("explain-headers").value.split("\n").map((line) => line.trim()).filter(Boolean)
    .forEach((line) => parameters.push(["header", line]));
  const place = byId("explain-answer");
  try {
    const explained = await get("explain", parameters);
    place.replaceChildren(...answer(explained).filter(Boolean));
    say(byId("explain-news"), `${explained.result}${explained.rule === null ? "" : `, rule ${explained.rule.name}`}`);
  } catch (problem) {
    say(byId("explain-news"), "The question can't be answered.");
    place.replaceChildren(el("ul", { class: "problems bad" },
      ...problem.message.split("; ").map((text) => el("li", { text }))));
  }
}

/** Begins. */
export function startExplain() {
  byId("explain-form").addEventListener("submit", (event) => {
    event.preventDefault();
    explain();
  });
}
