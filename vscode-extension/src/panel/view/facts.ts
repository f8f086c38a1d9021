// What the details of a layer say, in sections. Pure: knows no page.

import type { LayerAnswer, Node } from "../../protocol";
import { count } from "../../wording";
import { shape } from "../../webview/view/wording";

export interface Section {
  readonly title: string;
  readonly rows: LayerAnswer["rows"];
}

/** Which rows of the server stand together; what is none of them stands last. */
const SECTIONS: readonly (readonly [string, readonly string[]])[] = [
  ["Shapes", ["calls", "input", "output", "output size", "rank", "not known"]],
  ["Weights", ["parameters", "memory", "share"]],
  ["Cost", ["FLOPs", "output memory"]],
];

/** All that the server says. */
export function sections({ rows, config }: Pick<LayerAnswer, "rows" | "config">): Section[] {
  const known = SECTIONS.map(([title, keys]) => ({ title, rows: rows.filter(([key]) => keys.includes(key)) }));
  const named = new Set(SECTIONS.flatMap(([, keys]) => keys));
  const others = { title: "More", rows: rows.filter(([key]) => !named.has(key)) };
  return [...known, { title: "Configuration", rows: config }, others].filter((section) => section.rows.length > 0);
}

/** What the picture itself knows of a layer, until the server has answered. */
export function known(node: Node): Section[] {
  const { outputShapes, params } = node;
  const output = outputShapes.map(shape).join(", ");
  const shapes: Section = { title: "Shapes", rows: output === "" ? [] : [["output", output]] };
  const weights: Section = { title: "Weights", rows: params === null ? [] : [["parameters", count(params, "param")]] };
  return [shapes, weights].filter((section) => section.rows.length > 0);
}

/** The nodes of some paths, in their order; what is not in the model is left out. */
export function nodesOf(paths: LayerAnswer["inbound"], nodes: readonly Node[]): Node[] {
  const byPath = new Map(nodes.map((node) => [JSON.stringify(node.path), node]));
  return paths.flatMap((path) => byPath.get(JSON.stringify(path)) ?? []);
}

/** A text in pieces, every second one of which stood between backticks. */
export function pieces(text: string): string[] {
  const found = text.split("`");
  return found.length % 2 === 0 ? [text] : found;
}
