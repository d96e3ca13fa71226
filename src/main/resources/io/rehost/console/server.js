// Talks to the proxy: questions with an answer, questions asked again and again, the tap.

const PATIENCE_MILLIS = 5000;
const PROBE_PATIENCE_MILLIS = 40000;
const RETRY_MILLIS = 2000;

/** GET; resolves to the object, rejects with what the proxy says is wrong. */
export const get = (path, parameters = []) => ask("GET", path, parameters, PATIENCE_MILLIS);

/** POST, which has the proxy do something; answers like `get`, when that is done. */
export const post = (path, parameters) => ask("POST", path, parameters, PROBE_PATIENCE_MILLIS);

async function ask(method, path, parameters, patience) {
  const query = new URLSearchParams(parameters).toString();
  const response = await fetch(query ? `${path}?${query}` : path, {
    method,
    headers: { accept: "application/json" },
    signal: AbortSignal.timeout(patience),
  });
  const body = await response.json();
  if (!response.ok) {
    throw new Error(body.detail ?? response.statusText);
  }
  return body;
}

/**
 * Asks every `period` milliseconds while the page is looked at; `told` gets the object, or null and why not: that the answer
 * failed, or what `told` made of it.
 */
export function poll(path, period, told) {
  let timer = 0;
  const look = async () => {
    clearTimeout(timer);
    if (!document.hidden) {
      try {
        await told(await get(path), null);
      } catch (problem) {
        told(null, problem);
      }
    }
    clearTimeout(timer);
    timer = setTimeout(look, period);
  };
  document.addEventListener("visibilitychange", () => document.hidden || look());
  look();
}

/** The tap: listens with a filter, again and again until it is closed. */
export class Tap {
  #source = null;
  #timer = 0;
  #events;

  /** `events`: {exchange(object), dropped(number), state("listening" | "waiting" | "closed")} */
  constructor(events) {
    this.#events = events;
  }

  /** Listens with these parameters, instead of what it listened to. */
  open(parameters) {
    this.close();
    const source = new EventSource(`tap?${new URLSearchParams(parameters)}`);
    this.#source = source;
    source.onopen = () => this.#events.state("listening");
    source.onmessage = (event) => this.#events.exchange(JSON.parse(event.data));
    source.addEventListener("dropped", (event) => this.#events.dropped(Number(event.data)));
    source.onerror = () => {
      this.#events.state("waiting");
      if (source.readyState === EventSource.CLOSED && source === this.#source) {
        this.#timer = setTimeout(() => this.open(parameters), RETRY_MILLIS);
      }
    };
  }

  /** Listens no more: then it costs the proxy nothing. */
  close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
    this.#events.state("closed");
  }
}
