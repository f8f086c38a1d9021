// Nodes as the server describes them.

import type { Node, Range } from "../src/protocol";

export function span(line: number, start: number, end: number, endLine = line): Range {
  return { start: { line, character: start }, end: { line: endLine, character: end } };
}

export function node(id: string, rest: Partial<Node> = {}): Node {
  const name = id.replace(/^layer\./, "");
  return {
    id,
    name,
    path: name.split("."),
    class: "Dense",
    role: "dense",
    uri: "file:///m.py",
    range: span(1, 0, 5),
    outputShapes: [[null, 2]],
    params: 0,
    flops: 0,
    outputBytes: 8,
    parent: null,
    children: 0,
    expanded: false,
    ...rest,
  };
}
