// Elements are made here and nowhere else: text is always text, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element; `properties` are attributes, but `on` holds listeners and `text` the content. */
export function el(tag, properties = {}, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** The same for SVG. */
export function svg(tag, properties = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (name === "text") {
      element.textContent = value;
    } else if (name === "on") {
      Object.entries(value).forEach(([event, listener]) => element.addEventListener(event, listener));
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** The element with an id. */
export const byId = (id) => document.getElementById(id);

/** Changes a text only if it differs: a live region that is written speaks. */
export function say(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** "just now", "12 s ago", "3 min ago", or the local time of another day. */
export function ago(time, now = Date.now()) {
  const seconds = Math.max(0, Math.round((now - Date.parse(time)) / 1000));
  if (seconds < 2) return "just now";
  if (seconds < 120) return `${seconds} s ago`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min ago`;
  return seconds < 172800 ? `${Math.round(seconds / 3600)} h ago` : new Date(time).toLocaleDateString();
}

/** Milliseconds with no more digits than mean something. */
export function millis(value) {
  if (value === null || value === undefined) return "–";
  if (value >= 10000) return `${(value / 1000).toFixed(1)} s`;
  return `${value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toFixed(2)} ms`;
}

/** A whole number with separators. */
export const count = (value) => value.toLocaleString("en");
