// What an origin said to the Host of a rule, and to one that nobody has.

import { el } from "./dom.js";

const VERDICTS = {
  true: ["warn", "! same answer for any Host"],
  false: ["ok", "✓ another answer for this Host"],
  null: ["bad", "✕ no answers to compare"],
};

function reply(asked) {
  return el("tr", {},
    el("th", { scope: "row" }, el("code", { text: asked.name })),
    el("td", {}, asked.error === null ? `status ${asked.status}` : asked.error));
}

function certificate(shown, host) {
  if (shown === null) return null;
  const names = shown.names.length === 0 ? "names nobody, or was not seen" : shown.names.join(", ");
  return el("p", {}, el("span", { class: `state ${shown.bearsHost ? "ok" : "warn"}`, text: shown.bearsHost ? "✓ certificate fits" : "! certificate" }),
    " for ", el("b", { text: names }), shown.bearsHost ? null : ` – sent as ${host}`);
}

/** The parts to show; `probe` is null if nothing would be sent. */
export function probed(probe) {
  if (probe === null) {
    return [el("p", { class: "note", text: "The origin was not asked: nothing would be sent." })];
  }
  const [kind, text] = VERDICTS[String(probe.sameAnswer)];
  return [el("div", { id: "probe-answer" },
    el("h3", { text: "What the origin says" }),
    el("p", { class: "result" }, el("span", { class: `state ${kind}`, text })),
    probe.warnings.length === 0 ? null : el("ul", { class: "problems warn" }, ...probe.warnings.map((warning) => el("li", { text: warning }))),
    el("table", { class: "replies" },
      el("thead", {}, el("tr", {}, el("th", { scope: "col", text: "Host sent" }), el("th", { scope: "col", text: `Answer to ${probe.method}` }))),
      el("tbody", {}, reply(probe.host), reply(probe.otherHost))),
    certificate(probe.certificate, probe.host.name))];
}
