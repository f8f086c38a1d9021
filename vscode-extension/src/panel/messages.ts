// What the extension and the page in its panel say to each other.

import type { Change, FigureFormat, LayerAnswer, Node, PlotOptions } from "../protocol";
import type { FromAnyPage, ToAnyPage, WantedModel } from "../webview/messages";

export type ExportFormat = "svg" | "png" | "dot";

/** Which picture is shown. */
export interface Wanted extends WantedModel {
  /** Those that differ from the settings. */
  readonly options: Partial<PlotOptions>;
  readonly exceptions: readonly string[];
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

/** To the page, beyond what any page is told. */
export type ToPlot =
  | { readonly type: "drawing"; readonly drawing: Drawing; readonly outdated: string }
  /** All of a layer; or why nothing is known of it. */
  | { readonly type: "details"; readonly id: string; readonly details: LayerAnswer | { readonly reason: string } }
  /** Titles of quick fixes for its problems, by the number of the problem. */
  | { readonly type: "fixes"; readonly id: string; readonly fixes: readonly (readonly string[])[] };

/** To the extension, beyond what any page tells. */
export type OfPlot =
  | { readonly type: "describe" | "fold"; readonly id: string }
  /** Unfold what is around a node. */
  | { readonly type: "unfold"; readonly id: string }
  /** Apply a quick fix for a problem of a node. */
  | { readonly type: "fix"; readonly id: string; readonly problem: number; readonly fix: number }
  | { readonly type: "options"; readonly options: Partial<PlotOptions> }
  /** A PNG's content is in base 64. */
  | { readonly type: "export"; readonly format: ExportFormat; readonly content: string }
  /** Save the model as a figure. */
  | { readonly type: "figure"; readonly format: FigureFormat };

export type ToPage = ToPlot | ToAnyPage;
export type ToExtension = OfPlot | FromAnyPage;
