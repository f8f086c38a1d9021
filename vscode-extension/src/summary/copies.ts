// Rows of a summary for the clipboard: as Markdown, as CSV, as plain text. Pure: knows no editor.

import type { Cell, Column, SummaryAnswer, SummaryRow } from "../protocol";
import type { CopyFormat } from "./messages";

export interface Copied extends Pick<SummaryAnswer, "columns" | "rows" | "totals" | "notes"> {
  /** Of the model. */
  readonly name: string;
  /** Why it is out of date; empty if it is not. */
  readonly outdated: string;
}

/** Rows as text in a format. CSV has nothing but the rows, with numbers as they are. */
export function copied(format: CopyFormat, what: Copied): string {
  return { markdown, csv, text }[format](what);
}

function markdown(what: Copied): string {
  const { columns, rows, name } = what;
  const lines = [
    ...above(what),
    `**${escaped(name)}**`,
    "",
    line(columns.map(({ title }) => title)),
    line(columns.map(({ align }) => (align === "right" ? "---:" : ":---"))),
    ...rows.map((row) => line(texts(columns, row).map(escaped).map(indented("&emsp;", row)))),
    "",
    below(what).map(escaped).join("  \n"),
  ];
  return `${lines.join("\n")}\n`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function csv({ columns, rows }: Copied): string {
  const titles = ["Layer", "Class", ...columns.slice(1).map(({ title }) => title)];
  const lines = rows.map(({ path, class: kind, cells }) => [
    path.join("/"),
    kind,
    ...columns.slice(1).map((column, index) => value(column, cells[index + 1])),
  ]);
  return [titles, ...lines].map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
}

/** The number where the column counts something; an output is its shape. */
function value({ align }: Column, cell: Cell | undefined): string {
  if (align === "left") return cell?.text ?? "";
  return cell?.number == null ? "" : String(cell.number);
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function text(what: Copied): string {
  const { columns, rows, name } = what;
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => texts(columns, row).map(indented("  ", row))),
  ];
  const widths = columns.map((_, index) => Math.max(...cells.map((each) => each[index]?.length ?? 0)));
  const drawn = cells.map((each) =>
    each
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return columns[index]?.align === "right" ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd(),
  );
  return `${[...above(what), name, "", ...drawn, "", ...below(what)].join("\n")}\n`;
}

function texts(columns: readonly Column[], { cells, frozen }: SummaryRow): string[] {
  return columns.map(({ key }, index) => {
    const written = cells[index]?.text ?? "";
    return key === "params" && frozen ? `${written} *` : written;
  });
}

/** The first cell stands as far to the right as its layer is inside of others. */
function indented(step: string, { depth }: SummaryRow) {
  return (cell: string, index: number): string => (index === 0 ? step.repeat(depth) + cell : cell);
}

function above({ outdated }: Copied): string[] {
  return outdated === "" ? [] : [outdated, ""];
}

function below({ totals, notes }: Copied): string[] {
  return [...totals.map(({ title, text: figure }) => `${title}: ${figure}`), ...notes];
}

/** A text in which nothing is Markdown. */
function escaped(plain: string): string {
  return plain.replace(/[\\`*[\]<>|~&#]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\$&");
}
