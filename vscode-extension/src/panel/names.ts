// What a picture is called: in its tab, and as a file.

import { posix } from "node:path";
import type { PlotAnswer } from "../protocol";

/** The name of the model that is shown. */
export function nameOf({ model, models }: Pick<PlotAnswer, "model" | "models">): string {
  return models.find(({ id }) => id === model)?.name ?? model;
}

/** `model · digits.py`. */
export function titleOf(answer: Pick<PlotAnswer, "model" | "models">, path: string): string {
  return `${nameOf(answer)} · ${posix.basename(path)}`;
}

/** A name that every file system takes: `build_model()` is `build_model.svg`. */
export function fileOf(name: string, format: string): string {
  const plain = name.replace(/[^\w.-]/g, "_").replace(/^_+|_+$/g, "");
  return `${plain || "model"}.${format}`;
}

/** The ids that have to be unfolded for a node to be seen: all around it that are folded. */
export function foldedAround(
  nodes: readonly { readonly id: string; readonly parent: string | null; readonly expanded: boolean }[],
  id: string,
): string[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const found = [];
  for (let node = byId.get(byId.get(id)?.parent ?? ""); node; node = byId.get(node.parent ?? "")) {
    if (!node.expanded) found.push(node.id);
  }
  return found;
}
