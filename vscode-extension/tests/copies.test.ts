import { expect, test } from "vitest";
import { copied } from "../src/summary/copies";
import { COLUMNS, summaryRow } from "./nodes";

const WHAT = {
  columns: COLUMNS,
  rows: [
    summaryRow("layer.encoder", { class: "Sequential", children: 1, params: 2112 }),
    summaryRow("layer.encoder.dense_1", { name: "dense_1", parent: "layer.encoder", params: 2112, frozen: true }),
  ],
  totals: [{ title: "Total params", text: "2,112 (8.25 KB)" }],
  notes: ["* frozen: training does not change it"],
  name: "my_model",
  outdated: "",
};

test("as Markdown it is a table with the totals below", () => {
  expect(copied("markdown", WHAT)).toBe(
    [
      "**my_model**",
      "",
      "| Layer (type) | Output Shape | Param # |",
      "| :--- | :--- | ---: |",
      "| encoder (Sequential) | (None, 2) | 2,112 |",
      "| &emsp;dense_1 (Dense) | (None, 2) | 2,112 \\* |",
      "",
      "Total params: 2,112 (8.25 KB)  ",
      "\\* frozen: training does not change it",
      "",
    ].join("\n"),
  );
});

test("names are no Markdown", () => {
  const rows = [summaryRow("layer.a", { name: "a|_b_`c`", class: "<x>" })];
  expect(copied("markdown", { ...WHAT, rows })).toContain("| a\\|\\_b\\_\\`c\\` (\\<x\\>) |");
});

test("as CSV each layer has its path, and numbers are numbers", () => {
  expect(copied("csv", WHAT)).toBe(
    [
      "Layer,Class,Output Shape,Param #",
      'encoder,Sequential,"(None, 2)",2112',
      'encoder/dense_1,Dense,"(None, 2)",2112',
      "",
    ].join("\r\n"),
  );
});

test("a quotation mark in CSV is doubled, and what is not known is empty", () => {
  const rows = [summaryRow("layer.a", { path: ['say "a"'], params: null })];
  expect(copied("csv", { ...WHAT, rows })).toContain('"say ""a""",Dense,"(None, 2)",\r\n');
});

test("as plain text its columns stand below each other", () => {
  expect(copied("text", WHAT)).toBe(
    [
      "my_model",
      "",
      "Layer (type)          Output Shape  Param #",
      "encoder (Sequential)  (None, 2)       2,112",
      "  dense_1 (Dense)     (None, 2)     2,112 *",
      "",
      "Total params: 2,112 (8.25 KB)",
      "* frozen: training does not change it",
      "",
    ].join("\n"),
  );
});

test("what is out of date says so first, but in CSV", () => {
  const outdated = "The text has changed.";
  expect(copied("markdown", { ...WHAT, outdated })).toMatch(/^The text has changed\.\n\n\*\*my_model/);
  expect(copied("text", { ...WHAT, outdated })).toMatch(/^The text has changed\.\n\nmy_model/);
  expect(copied("csv", { ...WHAT, outdated })).toMatch(/^Layer,/);
});
