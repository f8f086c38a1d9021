// What the pages of all panels mean by a key. Pure: knows no page.

export interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** What a key means by itself, or as Ctrl+F, which searches; undefined if it means nothing. */
export function meaning<Command>({ key, ctrlKey, metaKey, altKey }: Key, commands: Readonly<Record<string, Command>>, search: Command): Command | undefined {
  if (altKey) return undefined;
  if (ctrlKey || metaKey) return key.toLowerCase() === "f" ? search : undefined;
  return commands[key];
}
