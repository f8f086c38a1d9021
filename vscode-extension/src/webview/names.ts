// What a model is called: in a tab, and as a file; and what is folded around a layer.

import { posix } from "node:path";
import type { Item, ModelAnswer, PlotAnswer } from "../protocol";

/** The name of the model that is shown. */
export function nameOf({ model, models }: Pick<ModelAnswer, "model" | "models">): string {
  return models.find(({ id }) => id === model)?.name ?? model;
}

/** `model · digits.py`; with what is shown of it, `model summary · digits.py`. */
export function titleOf(answer: Pick<ModelAnswer, "model" | "models">, path: string, what = ""): string {
  return `${[nameOf(answer), what].join(" ").trim()} · ${posix.basename(path)}`;
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

/** The nodes that are drawn in the place of some: themselves, or the innermost around them that are. */
export function drawnInPlaceOf(
  { nodes, folded }: Pick<PlotAnswer, "nodes" | "folded">,
  ids: readonly string[],
): readonly string[] {
  const drawn = new Set(nodes.map(({ id }) => id));
  const parents = new Map(folded.map(({ id, parent }: Item) => [id, parent]));
  const shown = (id: string): string | undefined => {
    const parent = parents.get(id);
    return drawn.has(id) ? id : parent == null ? undefined : shown(parent);
  };
  return [...new Set(ids.flatMap((id) => shown(id) ?? []))];
}
