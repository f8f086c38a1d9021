// What the keys mean in the picture. Pure: knows no page.

import type { Direction } from "./geometry";

export type Command =
  | { readonly kind: "go"; readonly direction: Direction }
  | { readonly kind: "zoom"; readonly steps: number }
  | { readonly kind: "source" | "fold" | "fit" | "search" | "escape" };

interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

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
export function commandOf({ key, ctrlKey, metaKey, altKey }: Key): Command | undefined {
  if (altKey) return undefined;
  if (ctrlKey || metaKey) return key.toLowerCase() === "f" ? { kind: "search" } : undefined;
  return COMMANDS[key];
}
