// What would become of a request, without sending it; and, if that is wanted, what its origin says.

import { byId, el, say } from "./dom.js";
import { facts, heads } from "./exchange.js";
import { probed } from "./probe.js";
import { get, post } from "./server.js";

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

function typed() {
  const parameters = [["method", byId("explain-method").value.trim()], ["url", byId("explain-url").value.trim()]];
  byId("explain-headers").value.split("\n").map((line) => line.trim()).filter(Boolean)
    .forEach((line) => parameters.push(["header", line]));
  return parameters;
}

async function show(question, view) {
  const place = byId("explain-answer");
  try {
    const explained = await question;
    place.replaceChildren(...view(explained).filter(Boolean));
    say(byId("explain-news"), `${explained.result}${explained.rule === null ? "" : `, rule ${explained.rule.name}`}`);
    return explained;
  } catch (problem) {
    say(byId("explain-news"), "The question can't be answered.");
    place.replaceChildren(el("ul", { class: "problems bad" },
      ...problem.message.split("; ").map((text) => el("li", { text }))));
    return null;
  }
}

async function probe() {
  const button = byId("probe");
  if (!byId("explain-form").reportValidity() || button.getAttribute("aria-disabled") === "true") {
    return;
  }
  button.setAttribute("aria-disabled", "true"); // not disabled: that would take the focus away
  say(byId("explain-news"), "Asking the origin…");
  byId("explain-answer").replaceChildren(el("p", { class: "note", text: "Asking the origin…" }));
  try {
    const explained = await show(post("probe", typed()), (it) => [...probed(it.probe), ...answer(it)]);
    if (explained !== null && explained.probe !== null) {
      say(byId("explain-news"), `The origin was asked: ${explained.probe.warnings.join(". ") || "nothing to warn of"}.`);
    }
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

/** Begins. */
export function startExplain() {
  byId("explain-form").addEventListener("submit", (event) => {
    event.preventDefault();
    show(get("explain", typed()), answer);
  });
  byId("probe").addEventListener("click", probe);
}
