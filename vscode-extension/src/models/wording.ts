// What is said of a model in the tree, and which files may have one.

import { params as countOf } from "../panel/view/wording";
import type { ListedModel } from "../protocol";

/** `Sequential · 19,466 params · 4.9M FLOPs`. */
export function about({ class: of, params, flops, failing, nested }: ListedModel): string {
  const parts = [of];
  if (params !== null) parts.push(countOf(params));
  if (flops) parts.push(`${short(flops)} FLOPs`);
  if (failing > 0) parts.push(`${failing} ${failing === 1 ? "layer fails" : "layers fail"}`);
  if (nested) parts.push("nested");
  return parts.join(" · ");
}

/** `4.9M`. */
export function short(count: number): string {
  const units = ["", "K", "M", "B", "T"];
  let [value, unit] = [count, 0];
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000;
  return unit === 0 ? String(value) : `${value >= 100 ? value.toFixed(0) : value.toFixed(1)}${units[unit] ?? ""}`;
}

const IMPORTS = /^\s*(import|from)\s+(keras|tensorflow|tf_keras|keras_hub|keras_nlp|keras_cv|keras_tuner)\b/m;

/** Whether a Python file imports Keras. */
export function isOfKeras(text: string): boolean {
  return IMPORTS.test(text);
}
