// What the extension and the page in its panel say to each other.

import type { Change, FigureFormat, LayerAnswer, Node, PlotOptions } from "../protocol";

export type ExportFormat = "svg" | "png" | "dot";

/** Which picture is shown; kept by the page, so that it can be shown again after a restart. */
export interface Wanted {
  readonly uri: string;
  readonly model?: string;
  /** Those that differ from the settings. */
  readonly options: Partial<PlotOptions>;
  readonly exceptions: readonly string[];
  /** It stays whatever the editor shows. */
  readonly pinned?: boolean;
}

export interface Drawing {
  readonly wanted: Wanted;
  readonly dot: string;
  readonly nodes: readonly Node[];
  /** What is inside of folded nodes. */
  readonly folded: readonly Node[];
  readonly options: PlotOptions;
  readonly model: string;
  readonly models: readonly { readonly id: string; readonly name: string }[];
  readonly changes: Change | null;
}

/** To the page. */
export type ToPage =
  | { readonly type: "drawing"; readonly drawing: Drawing; readonly outdated: string }
  /** The text was changed; or, with a reason, its newest run has no such model. */
  | { readonly type: "outdated"; readonly reason: string }
  /** The cursor stands at the source of these nodes. */
  | { readonly type: "lit"; readonly ids: readonly string[] }
  | { readonly type: "hover"; readonly id: string; readonly markdown: string }
  /** All of a layer; or why nothing is known of it. */
  | { readonly type: "details"; readonly id: string; readonly details: LayerAnswer | { readonly reason: string } }
  /** Titles of quick fixes for its problems, by the number of the problem. */
  | { readonly type: "fixes"; readonly id: string; readonly fixes: readonly (readonly string[])[] };

/** To the extension. */
export type ToExtension =
  | { readonly type: "ready" }
  | { readonly type: "goTo" | "goToCall" | "hover" | "describe" | "fold"; readonly id: string }
  /** Unfold what is around a node. */
  | { readonly type: "unfold"; readonly id: string }
  /** Apply a quick fix for a problem of a node. */
  | { readonly type: "fix"; readonly id: string; readonly problem: number; readonly fix: number }
  | { readonly type: "model"; readonly id: string }
  | { readonly type: "options"; readonly options: Partial<PlotOptions> }
  | { readonly type: "pin"; readonly pinned: boolean }
  /** A PNG's content is in base 64. */
  | { readonly type: "export"; readonly format: ExportFormat; readonly content: string }
  /** Save the model as a figure. */
  | { readonly type: "figure"; readonly format: FigureFormat }
  | { readonly type: "told"; readonly text: string }
  | { readonly type: "failed"; readonly reason: string };
