import { expect, test } from "vitest";
import { rowLines } from "../src/table";
import { node } from "./nodes";

const TABLE = [
  "Model: “model”",
  "┏━━━━━━━━━━┳━━━━━━┓",
  "┃ Layer    ┃ Out  ┃",
  "┡━━━━━━━━━━╇━━━━━━┩",
  "│ a        │ (2,) │",
  "│ (Dense)  │      │",
  "├──────────┼──────┤",
  "│ nested   │ (2,) │",
  "└──────────┴──────┘",
];

test("each row's first line leads to its layer", () => {
  const rows = [node("layer.a"), node("layer.nested"), node("layer.nested.b")];
  const found = rowLines(TABLE, rows);
  expect(found.map(({ line, start, end, row }) => [line, start, end, row.name])).toEqual([
    [4, 2, 3, "a"],
    [7, 2, 8, "nested"],
  ]);
});

test("rows that the table does not have lead nowhere", () => {
  expect(rowLines(["Model"], [node("layer.a")])).toEqual([]);
});
