// Which line of a summary's table tells of which layer.

import type { Row } from "./protocol";

export interface RowLine {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly row: Row;
}

/**
 * The first line of each row of the table, with the characters of the layer's name.
 *
 * Rows stand between rules; the table lists the layers that are in no other listed one.
 */
export function rowLines(lines: readonly string[], rows: readonly Row[]): RowLine[] {
  const listed = new Set(rows.map(({ path }) => path.join("/")));
  const top = rows.filter(({ path }) => !listed.has(path.slice(0, -1).join("/")));
  const firsts = lines.flatMap((text, line) => {
    const before = lines[line - 1]?.[0];
    return text.startsWith("│") && (before === "┡" || before === "├") ? [line] : [];
  });
  return top.flatMap((row, index) => {
    const line = firsts[index];
    const cell = line === undefined ? "" : (lines[line]?.split("│")[1] ?? "");
    const text = cell.trim();
    if (line === undefined || text === "") return [];
    const start = 1 + cell.indexOf(text);
    return [{ line, start, end: start + text.length, row }];
  });
}
