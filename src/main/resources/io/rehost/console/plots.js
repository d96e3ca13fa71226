// Rate, errors and latency by rule, from `GET /stats`: counts that grow, so that what lies between two
// answers is known. Keeps five minutes of the rules with most requests.

import { byId, millis } from "./dom.js";
import { chart } from "./chart.js";

const POINTS = 150;
const SERIES = 5;

/** How many answers a latency is taken of: of few requests there is none to be told. */
const WINDOW = 5;

let before = null;
let beforeAt = 0;
const rules = new Map();

/** The time that `part` of the responses of a histogram by powers of two stay below; null for none. */
export function quantile(counts, part) {
  const total = counts.reduce((sum, one) => sum + one, 0);
  let rank = total * part;
  for (const [index, number] of counts.entries()) {
    if (number > 0 && rank <= number) {
      const low = index === 0 ? 0 : 2 ** (index - 1);
      const high = 2 ** index;
      return (low + (high - low) * (rank / number)) / 1000;
    }
    rank -= number;
  }
  return null;
}

/** What happened between two answers; a number that has shrunk belongs to a rule that is new. */
export function between(older, newer, seconds) {
  const had = new Map(older.rules.map((rule) => [rule.name, rule]));
  return newer.rules.map((rule) => {
    const old = had.get(rule.name);
    const base = old && old.requests <= rule.requests ? old : null;
    const latency = rule.latency.map((number, index) => number - (base?.latency[index] ?? 0));
    return {
      name: rule.name,
      requests: rule.requests - (base?.requests ?? 0),
      rate: (rule.requests - (base?.requests ?? 0)) / seconds,
      errors: (rule.errors - (base?.errors ?? 0)) / seconds,
      latency,
    };
  });
}

function push(changes) {
  for (const change of changes) {
    if (!rules.has(change.name) && change.requests > 0) {
      rules.set(change.name, Array.from({ length: POINTS }, () => null));
    }
  }
  const now = new Map(changes.map((change) => [change.name, change]));
  for (const [name, points] of rules) {
    points.push(now.get(name) ?? null);
    points.shift();
    addLatency(points);
    if (points.every((point) => point === null || point.requests === 0)) {
      rules.delete(name);
    }
  }
}

/** Of the newest point: over a few answers, so that one slow request is no peak by itself. */
function addLatency(points) {
  const newest = points.at(-1);
  if (newest === null) return;
  const recent = points.slice(-WINDOW).filter((point) => point !== null);
  const sum = newest.latency.map((_, bucket) => recent.reduce((total, point) => total + point.latency[bucket], 0));
  newest.p50 = quantile(sum, 0.5);
  newest.p95 = quantile(sum, 0.95);
}

/** Those with most requests; each keeps its line style while it is shown. */
const styles = new Map();
function busiest() {
  const sums = [...rules].map(([name, points]) => [name, points.reduce((sum, point) => sum + (point?.requests ?? 0), 0)]);
  const names = sums.sort((a, b) => b[1] - a[1]).slice(0, SERIES).map(([name]) => name);
  [...styles.keys()].filter((name) => !names.includes(name)).forEach((name) => styles.delete(name));
  for (const name of names) {
    if (!styles.has(name)) {
      const taken = new Set(styles.values());
      styles.set(name, Array.from({ length: SERIES }, (_, style) => style).find((style) => !taken.has(style)));
    }
  }
  return names.sort();
}

const axisMillis = (value) => value >= 1000 ? `${Number((value / 1000).toFixed(2))} s` : `${Number(value.toFixed(2))} ms`;
const perSecond = (value) => value === null ? "–" : value >= 100 ? value.toFixed(0) : String(Number(value.toFixed(value >= 10 ? 1 : 2)));

function draw() {
  const names = busiest();
  const series = (key) => names.map((name) => ({
    name: name === "_unmatched" ? "no rule" : name,
    style: styles.get(name),
    points: rules.get(name).map((point) => point?.[key] ?? null),
    last: rules.get(name).at(-1),
  }));
  const empty = "No requests in the last five minutes.";
  byId("plots-body").replaceChildren(
    chart({ title: "Requests per second", series: series("rate"), length: POINTS, format: perSecond, latest: (one) => perSecond(one.last?.rate ?? 0), empty }),
    chart({ title: "Errors per second: 5xx, failures of the proxy, no response", series: series("errors"), length: POINTS, format: perSecond, latest: (one) => perSecond(one.last?.errors ?? 0), empty }),
    chart({ title: "Until the origin answers, 95 of 100 requests", series: series("p95"), length: POINTS, format: axisMillis, latest: (one) => one.last?.p95 === null || !one.last ? "–" : `${millis(one.last.p95)}, half ${millis(one.last.p50)}`, empty }));
}

/** Takes an answer of `GET /stats`. */
export function showStats(stats, at = performance.now()) {
  const seconds = (at - beforeAt) / 1000;
  if (before !== null && seconds > 0.2) {
    push(between(before, stats, seconds));
  }
  before = stats;
  beforeAt = at;
  draw();
}
