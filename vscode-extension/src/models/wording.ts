// What is said of a model in the tree, and which files may have one.

import type { ListedModel } from "../protocol";

/** `Sequential · 19,466 params · 4.9M FLOPs`. */
export function about({ class: of, costs, failing, nested }: ListedModel): string {
  const parts = [of, ...costs];
  if (failing > 0) parts.push(`${failing} ${failing === 1 ? "layer fails" : "layers fail"}`);
  if (nested) parts.push("nested");
  return parts.join(" · ");
}

const IMPORTS = /^\s*(import|from)\s+(keras|tensorflow|tf_keras|keras_hub|keras_nlp|keras_cv|keras_tuner)\b/m;

/** Whether a Python file imports Keras. */
export function isOfKeras(text: string): boolean {
  return IMPORTS.test(text);
}
