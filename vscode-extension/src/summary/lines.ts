// What a summary as text shows and gives away: which line of it tells of which layer, and its Markdown.

import type { SummaryAnswer, SummaryRow } from "../protocol";

export interface RowLine {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly row: SummaryRow;
}

/** The whole document. */
export function content({ staleReason, text }: SummaryAnswer): string {
  return `${above({ staleReason })}${text}\n`;
}

/** For an issue, a pull request, a notebook: what is shown, as Markdown. */
export function markdown({ staleReason, markdown: text }: SummaryAnswer): string {
  return `${above({ staleReason })}${text}\n`;
}

function above({ staleReason }: Pick<SummaryAnswer, "staleReason">): string {
  return staleReason ? `${staleReason}\n\n` : "";
}

/** The first line of each row of the table in the document, with the characters of the layer's name. */
export function rowLines(answer: SummaryAnswer): RowLine[] {
  const lines = content(answer).split("\n");
  const before = above(answer).split("\n").length - 1;
  return answer.rows.flatMap((row) => {
    if (row.line === null) return [];
    const line = before + row.line;
    const cell = lines[line]?.split("│")[1] ?? "";
    const text = cell.replace(/^[ └]+/, "").trimEnd();
    if (text === "") return [];
    const start = 1 + cell.indexOf(text);
    return [{ line, start, end: start + text.length, row }];
  });
}
