// What is said of a node, and which nodes are found by words.

import type { Change, Node } from "../../protocol";
import { count } from "../../wording";
import { shape } from "../../webview/view/wording";
import { labelOf } from "./kinds";

/** A node in one sentence, for those who hear it. */
export function sentence(node: Node): string {
  const parts = [`${node.name}, ${node.class}`];
  const kind = labelOf(node.role);
  if (!node.class.toLowerCase().includes(kind)) parts.push(kind);
  if (node.change) parts.push(node.change);
  if (node.error) parts.push(`fails: ${node.error}`);
  else if (node.outputShapes.length > 0) parts.push(`output ${node.outputShapes.map(shape).join(", ")}`);
  if (node.params !== null) parts.push(count(node.params, "param"));
  if (node.children > 0) parts.push(`${node.children} layers, ${node.expanded ? "unfolded" : "folded"}`);
  return parts.join("; ");
}

/** `+2 −1 ~3`: how many layers were added, removed and changed. */
export function counts(changes: Change | null): string {
  if (!changes) return "no change";
  const signs = [["added", "+"], ["removed", "−"], ["changed", "~"]] as const;
  const told = signs.map(([kind, sign]) => [sign, changes.layers.filter(({ change }) => change === kind).length] as const);
  return told.filter(([, count]) => count > 0).map(([sign, count]) => `${sign}${count}`).join(" ");
}

/** The nodes whose name, class, path or shape has all words of a text; those of that name first. */
export function search(nodes: readonly Node[], text: string): Node[] {
  const sought = text.trim().toLowerCase();
  const words = sought.split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const found = nodes.filter((node) => {
    const about = `${node.name} ${node.class} ${node.path.join("/")} ${node.outputShapes.map(shape).join(" ")}`.toLowerCase();
    return words.every((word) => about.includes(word));
  });
  const rank = ({ name }: Node) => (name.toLowerCase() === sought ? 0 : name.toLowerCase().startsWith(sought) ? 1 : 2);
  return found.sort((a, b) => rank(a) - rank(b));
}

/** Each node's share of the parameters of all, from 0 to 1; boxes have none of their own. */
export function shares(nodes: readonly Node[]): Map<string, number> {
  const drawn = nodes.filter(({ expanded, change }) => !expanded && change !== "removed");
  const total = drawn.reduce((sum, node) => sum + (node.params ?? 0), 0);
  return new Map(drawn.map(({ id, params: own }) => [id, total > 0 ? (own ?? 0) / total : 0]));
}
