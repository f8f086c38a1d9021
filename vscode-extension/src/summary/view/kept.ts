// What the page of the summary keeps while it is hidden, and for the next start of the editor.

import type { WantedModel } from "../../webview/messages";
import type { Arrangement } from "./order";

export interface Kept {
  readonly wanted: WantedModel;
  readonly arrangement: Arrangement;
  /** How far it is scrolled. */
  readonly top: number;
}
