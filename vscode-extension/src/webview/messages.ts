// What the extension and the page of any panel that shows a model say to each other.

/** Which model is shown; kept by the page, so that it can be shown again after a restart. */
export interface WantedModel {
  readonly uri: string;
  readonly model?: string;
  /** It stays whatever the editor shows. */
  readonly pinned?: boolean;
}

/** To the page. */
export type ToAnyPage =
  /** The text was changed; or, with a reason, its newest run has no such model. */
  | { readonly type: "outdated"; readonly reason: string }
  /** The cursor stands at the source of these layers, or they were chosen elsewhere. */
  | { readonly type: "lit"; readonly ids: readonly string[] }
  | { readonly type: "hover"; readonly id: string; readonly markdown: string };

/** To the extension. */
export type FromAnyPage =
  | { readonly type: "ready" }
  | { readonly type: "goTo" | "goToCall" | "hover"; readonly id: string }
  | { readonly type: "model"; readonly id: string }
  | { readonly type: "pin"; readonly pinned: boolean }
  | { readonly type: "told"; readonly text: string }
  | { readonly type: "failed"; readonly reason: string };
