// What the extension and the page of the summary say to each other.

import type { SummaryAnswer } from "../protocol";
import type { FromAnyPage, ToAnyPage, WantedModel } from "../webview/messages";

export type CopyFormat = "markdown" | "csv" | "text";

export interface Shown extends Pick<SummaryAnswer, "model" | "models" | "columns" | "rows" | "totals" | "notes"> {
  readonly wanted: WantedModel;
}

/** To the page, beyond what any page is told. */
export interface ToSummary {
  readonly type: "summary";
  readonly summary: Shown;
  readonly outdated: string;
}

/** To the extension, beyond what any page tells. */
export type OfSummary =
  /** Show a layer's source, while the keys stay in the table. */
  | { readonly type: "visit"; readonly id: string }
  /** A layer is looked at. */
  | { readonly type: "choose"; readonly id: string }
  /** Copy these rows, in this order. */
  | { readonly type: "copy"; readonly format: CopyFormat; readonly ids: readonly string[] }
  /** Open the summary as a document. */
  | { readonly type: "text" };

export type ToPage = ToSummary | ToAnyPage;
export type ToExtension = OfSummary | FromAnyPage;
