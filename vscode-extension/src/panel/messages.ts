// What the extension and the page in its panel say to each other.

import type { Node, PlotOptions } from "../protocol";

export type ExportFormat = "svg" | "png" | "dot";

/** Which picture is shown; kept by the page, so that it can be shown again after a restart. */
export interface Wanted {
  readonly uri: string;
  readonly model?: string;
  /** Those that differ from the settings. */
  readonly options: Partial<PlotOptions>;
  readonly exceptions: readonly string[];
}

export interface Drawing {
  readonly wanted: Wanted;
  readonly dot: string;
  readonly nodes: readonly Node[];
  readonly options: PlotOptions;
  readonly model: string;
  readonly models: readonly { readonly id: string; readonly name: string }[];
}

/** To the page. */
export type ToPage =
  | { readonly type: "drawing"; readonly drawing: Drawing; readonly outdated: string }
  /** The text was changed; or, with a reason, its newest run has no such model. */
  | { readonly type: "outdated"; readonly reason: string }
  /** The cursor stands at the source of these nodes. */
  | { readonly type: "lit"; readonly ids: readonly string[] }
  | { readonly type: "hover"; readonly id: string; readonly markdown: string };

/** To the extension. */
export type ToExtension =
  | { readonly type: "ready" }
  | { readonly type: "goTo" | "hover" | "fold"; readonly id: string }
  | { readonly type: "model"; readonly id: string }
  | { readonly type: "options"; readonly options: Partial<PlotOptions> }
  /** A PNG's content is in base 64. */
  | { readonly type: "export"; readonly format: ExportFormat; readonly content: string }
  | { readonly type: "failed"; readonly reason: string };
