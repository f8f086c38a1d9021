// Which layers of a model belong to a place in the source.

import type { Item, ModelsAtAnswer, Place, Range } from "../protocol";

type Position = Range["start"];

/**
 * The ids of the nodes whose expression is the innermost one around a position; where there is
 * none, of those with an expression on its line.
 */
export function nodesAt(nodes: readonly Item[], uri: string, position: Position): string[] {
  const here = nodes.filter((node) => !node.repeats || nodes.length === 1).flatMap((node) =>
    placesOf(node).flatMap(({ uri: of, range }) => (of === uri && range ? [{ id: node.id, range }] : [])),
  );
  const around = here.filter(({ range }) => !before(position, range.start) && !before(range.end, position));
  const innermost = around.filter(({ range }) => !around.some((other) => isWithin(other.range, range)));
  const onLine = here.filter(({ range }) => range.start.line <= position.line && position.line <= range.end.line);
  const found = new Set((innermost.length > 0 ? innermost : onLine).map(({ id }) => id));
  // What one expression makes is its model or layer, not all that is inside.
  const parents = new Map(nodes.map(({ id, parent }) => [id, parent]));
  const isInside = (id: string): boolean => {
    const parent = parents.get(id);
    return parent != null && (found.has(parent) || isInside(parent));
  };
  return [...found].filter((id) => !isInside(id));
}

/** The model that a place means, if it is not the one that is shown. */
export function another(
  { uri, models, model }: ModelsAtAnswer,
  shown: { readonly uri: string; readonly model: string },
): string | undefined {
  // In the file of the picture, a line without a layer means nothing.
  if (uri === shown.uri && (models.length === 0 || models.includes(shown.model))) return undefined;
  return model ?? undefined;
}

function placesOf({ uri, range, called }: Item): Place[] {
  return [{ uri, range }, ...(called ? [called] : [])];
}

function isWithin(inner: Range, outer: Range): boolean {
  const same = !before(inner.start, outer.start) && !before(outer.end, inner.end);
  return same && (before(outer.start, inner.start) || before(inner.end, outer.end));
}

function before(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
