// Live exchanges: a bounded list, the newest first, that holds still while one of them is open.

import { byId, count, el, millis, say } from "./dom.js";
import { parse } from "./diff.js";
import { panel } from "./exchange.js";
import { Tap } from "./server.js";

const SHOWN = 200;
const PER_SECOND = 10;
const TYPING_MILLIS = 350;

const list = byId("exchange-list");
const filters = { rule: byId("filter-rule"), host: byId("filter-host"), status: byId("filter-status") };
let shown = [];
let held = [];
let dropped = 0;
let paused = false;
let next = 0;
let drawing = false;

const tap = new Tap({
  exchange: (exchange) => take(exchange),
  dropped: (number) => {
    dropped += number;
    byId("dropped").hidden = false;
    say(byId("dropped"), `${count(dropped)} more not shown: at most ${PER_SECOND} a second are, once a second. A filter narrows what is shown.`);
  },
  state: (state) => say(byId("tap-state"), paused ? "paused" : state === "listening" ? "listening" : "waiting for the proxy…"),
});

/** What the line of an exchange says; null for what there was not. */
function summary(exchange) {
  const client = exchange.client.head && parse(exchange.client.head);
  const sent = exchange.sent.head && parse(exchange.sent.head);
  return {
    id: `exchange-${next++}`,
    exchange,
    method: client?.method ?? "",
    target: client?.target ?? "(not read)",
    clientHost: client?.host ?? null,
    sentHost: sent?.host ?? null,
  };
}

function take(exchange) {
  const one = summary(exchange);
  if (matches(one)) {
    held.unshift(one);
    held.length = Math.min(held.length, SHOWN);
    if (!drawing) {
      drawing = true;
      requestAnimationFrame(draw);
    }
  }
}

/** New ones wait while someone reads an open one: what is read must not move away. */
function draw() {
  drawing = false;
  const reads = list.querySelector("[aria-expanded=true]") !== null;
  byId("held").hidden = !reads || held.length === 0;
  say(byId("held"), `Show ${held.length} new`);
  if (!reads && held.length > 0) {
    const items = held.map(item);
    shown.unshift(...held);
    held = [];
    list.prepend(...items);
    trim();
  }
  byId("no-exchanges").hidden = shown.length > 0;
}

function trim() {
  shown.length = Math.min(shown.length, SHOWN);
  while (list.children.length > SHOWN) {
    list.lastElementChild.remove();
  }
}

function item(one) {
  const { exchange } = one;
  const status = exchange.status === null ? "none" : String(exchange.status);
  const kind = exchange.status === null || exchange.error || exchange.status >= 500 ? "bad" : exchange.status >= 400 ? "warn" : "ok";
  const button = el("button", { type: "button", class: "line", "aria-expanded": "false", "aria-controls": one.id },
    el("span", { class: "when", text: new Date(exchange.time).toLocaleTimeString() }),
    el("span", { class: "hosts" }, ...hosts(one)),
    el("span", { class: "request" }, el("b", { text: one.method }), " ", one.target),
    el("span", { class: "rule chip", text: exchange.rule ?? "no rule" }),
    el("span", { class: `status ${kind}` },
      el("span", { "aria-hidden": "true", text: kind === "bad" ? "✕ " : kind === "warn" ? "! " : "✓ " }),
      el("span", { class: "sr-only", text: "status " }), status),
    el("span", { class: "took", text: millis(exchange.durationMs) }));
  const details = el("div", { id: one.id, hidden: true });
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    details.hidden = !open;
    details.replaceChildren(...(open ? [panel(exchange)] : []));
    draw();
  });
  return el("li", {}, button, details);
}

function hosts({ clientHost, sentHost }) {
  const from = el("span", { class: "from", text: clientHost ?? "(no host)" });
  if (sentHost === null) {
    return [from, el("span", { class: "kept", text: " not sent" })];
  }
  if (sentHost === clientHost) {
    return [from, el("span", { class: "kept", text: " kept" })];
  }
  return [from, el("span", { class: "arrow" }, el("span", { "aria-hidden": "true", text: " → " }),
    el("span", { class: "sr-only", text: " sent as " })), el("span", { class: "to", text: sentHost })];
}

function matches({ exchange, clientHost, sentHost }) {
  const host = filters.host.value.trim().toLowerCase();
  const status = filters.status.value;
  const rule = filters.rule.value;
  return (!host || `${clientHost ?? ""} ${sentHost ?? ""}`.toLowerCase().includes(host))
    && (!rule || (rule === "_unmatched" ? exchange.rule === null : exchange.rule === rule))
    && (!status || (status === "none" ? exchange.status === null
      : exchange.status !== null && `${Math.min(5, Math.floor(exchange.status / 100))}xx` === status));
}

function listen() {
  if (paused) {
    tap.close();
    return;
  }
  const parameters = [["rate", PER_SECOND]];
  for (const [name, field] of Object.entries(filters)) {
    if (field.value.trim()) {
      parameters.push([name, field.value.trim()]);
    }
  }
  tap.open(parameters);
}

/** Shows what there is by the filter as it is now, and asks the proxy for no more than that. */
function refilter() {
  shown = [...held, ...shown].filter(matches);
  held = [];
  list.replaceChildren(...shown.map(item));
  trim();
  draw();
  listen();
}

/** Shows one rule's exchanges only. */
export function showRule(name) {
  filters.rule.value = name;
  refilter();
  byId("exchanges").focus();
}

/** The rules that can be chosen from. */
export function offerRules(names) {
  const chosen = filters.rule.value;
  const offered = ["", ...names, "_unmatched"];
  if (offered.join("\n") === [...filters.rule.options].map((option) => option.value).join("\n")) {
    return;
  }
  if (chosen && !offered.includes(chosen)) {
    offered.push(chosen);
  }
  filters.rule.replaceChildren(...offered.map((name) =>
    el("option", { value: name, text: name === "" ? "any" : name === "_unmatched" ? "no rule" : name })));
  filters.rule.value = chosen;
}

/** Begins. */
export function startExchanges() {
  let typing = 0;
  filters.rule.addEventListener("change", refilter);
  filters.status.addEventListener("change", refilter);
  filters.host.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(refilter, TYPING_MILLIS);
  });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("pause").addEventListener("click", () => {
    paused = !paused;
    byId("pause").setAttribute("aria-pressed", String(paused));
    say(byId("pause"), paused ? "Resume" : "Pause");
    listen();
  });
  byId("clear").addEventListener("click", () => {
    shown = [];
    held = [];
    dropped = 0;
    byId("dropped").hidden = true;
    list.replaceChildren();
    draw();
  });
  byId("held").addEventListener("click", () => {
    list.querySelectorAll("[aria-expanded=true]").forEach((open) => open.click());
    list.querySelector("button")?.focus();
  });
  listen();
}
