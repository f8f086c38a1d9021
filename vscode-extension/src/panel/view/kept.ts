// What the page of the plot panel keeps while it is hidden, and for the next start of the editor.

import type { Wanted } from "../messages";
import type { Camera } from "./geometry";

/** How the picture is looked at: as it was shown first, all of it, or as somebody has moved it. */
export type Seen = "first" | "all" | "moved";

export interface Kept {
  readonly wanted: Wanted;
  readonly camera: Camera;
  readonly seen: Seen;
  readonly coloured: boolean;
  /** The details, and the node they are of. */
  readonly side: { readonly open: boolean; readonly share: number; readonly selected?: string | undefined };
}
