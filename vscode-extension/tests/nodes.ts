// Nodes and rows as the server describes them.

import type { Column, Item, Node, Range, SummaryRow } from "../src/protocol";

export function span(line: number, start: number, end: number, endLine = line): Range {
  return { start: { line, character: start }, end: { line: endLine, character: end } };
}

function item(id: string): Item {
  const name = id.replace(/^layer\./, "");
  return {
    id,
    name,
    path: name.split("."),
    class: "Dense",
    uri: "file:///m.py",
    range: span(1, 0, 5),
    outputShapes: [[null, 2]],
    params: 0,
    flops: 0,
    outputBytes: 8,
    parent: null,
    children: 0,
  };
}

export function node(id: string, rest: Partial<Node> = {}): Node {
  return { ...item(id), role: "dense", expanded: false, ...rest };
}

export const COLUMNS: readonly Column[] = [
  { key: "name", title: "Layer (type)", align: "left" },
  { key: "output", title: "Output Shape", align: "left" },
  { key: "params", title: "Param #", align: "right" },
];

export function summaryRow(id: string, rest: Partial<SummaryRow> = {}): SummaryRow {
  const of = { ...item(id), ...rest };
  const cells = [
    { text: `${of.name} (${of.class})`, number: null },
    { text: "(None, 2)", number: 2 },
    { text: (of.params ?? 0).toLocaleString("en-US"), number: of.params },
  ];
  return { depth: of.path.length - 1, cells, share: 0, frozen: false, problems: [], line: 0, ...of };
}
