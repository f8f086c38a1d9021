// The kinds of layers: what they are called, and which of them a picture has. Pure: knows no page.

import type { Role, Node } from "../../protocol";

/** In the order of the legend. */
const LABELS: Readonly<Record<Role, string>> = {
  input: "input",
  convolution: "convolution",
  dense: "dense",
  recurrent: "recurrent",
  attention: "attention",
  embedding: "embedding",
  normalization: "normalization",
  activation: "activation",
  pooling: "pooling",
  shape: "merge, reshape",
  regularization: "regularization",
  model: "nested, repeated",
  own: "own layer",
  other: "other",
};

export function labelOf(kind: Role): string {
  return LABELS[kind];
}

/** Each kind that is drawn, with its nodes; boxes are what is inside of them, and what was removed is none. */
export function kindsOf(nodes: readonly Node[]): Map<Role, readonly string[]> {
  const drawn = nodes.filter(({ expanded, change }) => !expanded && change !== "removed");
  const kinds = Object.keys(LABELS) as Role[];
  const ids = (kind: Role) => drawn.filter((node) => node.role === kind).map(({ id }) => id);
  return new Map(kinds.map((kind) => [kind, ids(kind)] as const).filter(([, found]) => found.length > 0));
}
