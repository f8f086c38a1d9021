// What the keys mean in the table. Pure: knows no page.

export type Command = "up" | "down" | "first" | "last" | "pageUp" | "pageDown" | "fold" | "unfold" | "source" | "peek" | "filter" | "escape";

interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "first",
  End: "last",
  PageUp: "pageUp",
  PageDown: "pageDown",
  ArrowLeft: "fold",
  ArrowRight: "unfold",
  Enter: "source",
  " ": "peek",
  "/": "filter",
  Escape: "escape",
};

/** What a key means; undefined if it means nothing here. */
export function commandOf({ key, ctrlKey, metaKey, altKey }: Key): Command | undefined {
  if (altKey) return undefined;
  if (ctrlKey || metaKey) return key.toLowerCase() === "f" ? "filter" : undefined;
  return COMMANDS[key];
}
