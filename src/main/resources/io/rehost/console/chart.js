// A line chart of a few series over time. Draws, decides nothing.

import { el, svg } from "./dom.js";

const WIDTH = 480;
const HEIGHT = 126;
const LEFT = 52;
const TOP = 8;
const BOTTOM = 20;
const STEPS = [1, 2, 2.5, 5, 10];

/** The least round number that is no less than `value`. */
export function ceiling(value) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return STEPS.map((step) => step * power).find((step) => step >= value * 0.999) ?? 10 * power;
}

function path(points, x, y) {
  let text = "";
  let gap = true;
  points.forEach((value, index) => {
    if (value === null) {
      gap = true;
    } else {
      text += `${gap ? "M" : "L"}${x(index).toFixed(1)},${y(value).toFixed(1)}${gap ? "h0" : ""}`; // a lone point is a dot
      gap = false;
    }
  });
  return text;
}

/**
 * A figure.
 * series: [{name, points: [number | null, …], style: 0…}], all of `length` points, the newest last;
 * format: number → text; latest: series → text for the legend.
 */
export function chart({ title, series, length, format, latest, empty }) {
  const top = ceiling(Math.max(0, ...series.flatMap((one) => one.points.filter((value) => value !== null))));
  const x = (index) => LEFT + (index / Math.max(1, length - 1)) * (WIDTH - LEFT - 4);
  const y = (value) => TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM);
  const label = (value) => [
    svg("line", { class: "grid", x1: LEFT, x2: WIDTH - 4, y1: y(value), y2: y(value) }),
    svg("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end", text: format(value) }),
  ];
  const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" },
    ...label(0), ...label(top / 2), ...label(top),
    svg("text", { x: LEFT, y: HEIGHT - 5, text: "5 min ago" }),
    svg("text", { x: WIDTH - 4, y: HEIGHT - 5, "text-anchor": "end", text: "now" }),
    ...series.map((one) => svg("path", { class: `series s${one.style}`, d: path(one.points, x, y) })));
  const legend = series.length === 0
    ? el("p", { class: "muted", text: empty })
    : el("ul", { class: "legend" }, ...series.map((one) => el("li", {},
      svg("svg", { viewBox: "0 0 24 8", "aria-hidden": "true" }, svg("path", { class: `series s${one.style}`, d: "M0,4L24,4" })),
      el("span", { class: "name", text: one.name }), el("b", { text: latest(one) }))));
  return el("figure", { class: "chart" }, el("figcaption", { text: title }), drawing, legend);
}
