// Which rows of a summary are listed, and in which order. Pure: knows no page.

import type { SummaryRow } from "../../protocol";

export interface Sort {
  /** The number of the column. */
  readonly column: number;
  readonly down: boolean;
}

/** What the user has made of a table. */
export interface Arrangement {
  /** In the model's order without it. */
  readonly sort?: Sort | undefined;
  readonly filter: string;
  /** Ids that the user has folded or unfolded; others are as in the summary as text. */
  readonly folds: Readonly<Record<string, boolean>>;
}

export interface Listed {
  readonly row: SummaryRow;
  readonly folded: boolean;
  /** It is not what was sought, but around it. */
  readonly around: boolean;
}

/** The next order after a click on a column's head: numbers begin with the largest; then back to the model's. */
export function nextSort(sort: Sort | undefined, column: number, rows: readonly SummaryRow[]): Sort | undefined {
  const down = rows.some(({ cells }) => cells[column]?.number != null);
  if (sort?.column !== column) return { column, down };
  return sort.down === down ? { column, down: !down } : undefined;
}

/** For each row that has rows inside, whether it is folded. */
export function foldsOf(rows: readonly SummaryRow[], folds: Arrangement["folds"]): Map<string, boolean> {
  return new Map(
    rows.flatMap(({ id, children }, index) =>
      children === 0 ? [] : [[id, folds[id] ?? rows[index + 1]?.line === null] as const],
    ),
  );
}

/**
 * The rows in their order. What is folded has nothing inside of it listed. A filter finds in what is
 * folded, too, and lists what is around a row with it; in an order of the user's there is no inside.
 */
export function listed(rows: readonly SummaryRow[], { sort, filter, folds }: Arrangement): Listed[] {
  const words = wordsOf(filter);
  const folded = foldsOf(rows, folds);
  const parents = parentsOf(rows);
  const isFolded = ({ id }: SummaryRow) => folded.get(id) === true && words.length === 0;
  const found = rows.filter((row) => has(row, words));
  const hits = new Set(found);
  const around = new Set(words.length === 0 || sort ? [] : found.flatMap(parents));
  const kept =
    words.length === 0
      ? rows.filter((row) => !parents(row).some(isFolded))
      : sort
        ? found
        : rows.filter((row) => hits.has(row) || around.has(row));
  const inOrder = sort ? sorted(kept, sort) : kept;
  return inOrder.map((row) => ({ row, folded: isFolded(row), around: !hits.has(row) }));
}

/** The row that shows where another one is: itself, or the innermost one around it that is listed. */
export function standIn(rows: readonly SummaryRow[], ids: ReadonlySet<string>, id: string): string | undefined {
  const row = rows.find((each) => each.id === id);
  if (!row) return undefined;
  return [row, ...parentsOf(rows)(row)].find((each) => ids.has(each.id))?.id;
}

export function wordsOf(filter: string): string[] {
  return filter.trim().toLowerCase().split(/\s+/).filter(Boolean);
}

/** The rows around a row, the innermost first. */
function parentsOf(rows: readonly SummaryRow[]): (row: SummaryRow) => SummaryRow[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const around = (row: SummaryRow): SummaryRow[] => {
    const parent = byId.get(row.parent ?? "");
    return parent ? [parent, ...around(parent)] : [];
  };
  return around;
}

function has({ name, class: kind, path, cells }: SummaryRow, words: readonly string[]): boolean {
  const about = [name, kind, path.join("/"), ...cells.slice(1, 2).map(({ text }) => text)].join(" ").toLowerCase();
  return words.every((word) => about.includes(word));
}

/** What is not known stands last in either order; what is equal, as in the model. */
function sorted(rows: readonly SummaryRow[], { column, down }: Sort): SummaryRow[] {
  const numbers = rows.some(({ cells }) => cells[column]?.number != null);
  const turn = down ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [first, second] = [a.cells[column], b.cells[column]];
    if (!numbers) return turn * (first?.text ?? "").localeCompare(second?.text ?? "", undefined, { numeric: true });
    if (first?.number == null || second?.number == null) return Number(first?.number == null) - Number(second?.number == null);
    return turn * (first.number - second.number);
  });
}
