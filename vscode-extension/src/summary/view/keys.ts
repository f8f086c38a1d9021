// What the keys mean in the table. Pure: knows no page.

import { type Key, meaning } from "../../webview/view/keys";

export type Command = "up" | "down" | "first" | "last" | "pageUp" | "pageDown" | "fold" | "unfold" | "source" | "peek" | "filter" | "escape";

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
export function commandOf(key: Key): Command | undefined {
  return meaning(key, COMMANDS, "filter");
}
