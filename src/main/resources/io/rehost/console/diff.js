// What differs between the head that a client sent and the head that was sent on. Pure.

/** The parts of a head that is given in lines, of HTTP/1.1 or (with pseudo-fields) of HTTP/2. */
export function parse(lines) {
  const head = { method: "", target: "", host: null, start: [], fields: [] };
  for (const [index, line] of lines.entries()) {
    const end = line.indexOf(":", 1);
    const name = line.slice(0, Math.max(end, 0)).toLowerCase();
    const value = line.slice(end + 1).trim();
    if (index === 0 && !line.startsWith(":")) {
      [head.method, head.target] = line.split(" ");
      head.start.push(line);
    } else if (name === ":authority") {
      head.host = value;
      head.fields.push({ key: "host", value, line });
    } else if (name.startsWith(":")) {
      if (name === ":method") head.method = value;
      if (name === ":path") head.target = value;
      head.start.push(line);
    } else {
      if (name === "host") head.host ??= value;
      head.fields.push({ key: name, value, line });
    }
  }
  const absolute = /^https?:\/\/([^/?#]*)(.*)$/i.exec(head.target);
  if (absolute) {
    head.host = absolute[1];
    head.target = absolute[2].startsWith("/") ? absolute[2] : `/${absolute[2]}`;
  }
  return head;
}

/** Rows {mark: "same" | "changed" | "removed" | "added", client, sent}, in the client's order. */
export function diff(clientLines, sentLines) {
  const client = parse(clientLines);
  const sent = parse(sentLines);
  const rows = [];
  const same = client.method === sent.method && client.target === sent.target;
  rows.push(row(same ? "same" : "changed", client.start.join("\n"), sent.start.join("\n")));
  const rest = new Map();
  sent.fields.forEach((field) => rest.set(field.key, [...(rest.get(field.key) ?? []), field]));
  for (const field of client.fields) {
    const other = rest.get(field.key)?.shift();
    if (!other) {
      rows.push(row("removed", field.line, null));
    } else {
      rows.push(row(other.value === field.value ? "same" : "changed", field.line, other.line));
    }
  }
  const left = new Set([...rest.values()].flat());
  sent.fields.filter((field) => left.has(field)).forEach((field) => rows.push(row("added", null, field.line)));
  return rows;
}

const row = (mark, client, sent) => ({ mark, client, sent });
