// What the page of any panel says of layers.

import type { Node } from "../../protocol";

/** Why the first of so many failing layers fails, without the marks of code. */
export function failure(name: string, message: string, count: number): string {
  const text = message.replaceAll("`", "");
  const more = count > 1 ? ` (and ${count - 1} more)` : "";
  return `${text.startsWith(name) ? "" : `${name}: `}${text}${more}`;
}

/** As Keras writes it: `(None, 28, 28, 1)`. */
export function shape(dimensions: Node["outputShapes"][number]): string {
  if (dimensions === null) return "?";
  const texts = dimensions.map((dimension) => (dimension === null ? "None" : String(dimension)));
  return texts.length === 1 ? `(${texts.join("")},)` : `(${texts.join(", ")})`;
}
