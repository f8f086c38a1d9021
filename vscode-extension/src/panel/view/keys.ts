// What the keys mean in the picture. Pure: knows no page.

import { type Key, meaning } from "../../webview/view/keys";
import type { Direction } from "./geometry";

export type Command =
  | { readonly kind: "go"; readonly direction: Direction }
  | { readonly kind: "zoom"; readonly steps: number }
  | { readonly kind: "source" | "fold" | "fit" | "search" | "escape" };

const COMMANDS: Readonly<Record<string, Command>> = {
  ArrowUp: { kind: "go", direction: "up" },
  ArrowDown: { kind: "go", direction: "down" },
  ArrowLeft: { kind: "go", direction: "left" },
  ArrowRight: { kind: "go", direction: "right" },
  Enter: { kind: "source" },
  " ": { kind: "fold" },
  "+": { kind: "zoom", steps: 1 },
  "=": { kind: "zoom", steps: 1 },
  "-": { kind: "zoom", steps: -1 },
  "0": { kind: "fit" },
  f: { kind: "fit" },
  F: { kind: "fit" },
  "/": { kind: "search" },
  Escape: { kind: "escape" },
};

/** What a key means; undefined if it means nothing here. */
export function commandOf(key: Key): Command | undefined {
  return meaning(key, COMMANDS, { kind: "search" });
}
