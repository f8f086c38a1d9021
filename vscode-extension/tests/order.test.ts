import { expect, test } from "vitest";
import type { SummaryRow } from "../src/protocol";
import { type Arrangement, listed, nextSort, standIn } from "../src/summary/view/order";
import { summaryRow } from "./nodes";

const ENCODER = [
  summaryRow("layer.image", { class: "InputLayer" }),
  summaryRow("layer.encoder", { class: "Sequential", children: 2, params: 2632 }),
  summaryRow("layer.encoder.wide", { parent: "layer.encoder", name: "wide", params: 2112 }),
  summaryRow("layer.encoder.code", { parent: "layer.encoder", name: "code", params: 520 }),
  summaryRow("layer.head", { params: 90 }),
];

function names(rows: readonly SummaryRow[], arrangement: Partial<Arrangement> = {}): string[] {
  return listed(rows, { filter: "", folds: {}, ...arrangement }).map(({ row, around }) => (around ? `(${row.name})` : row.name));
}

test("without an order of the user's, the model's stands", () => {
  expect(names(ENCODER)).toEqual(["image", "encoder", "wide", "code", "head"]);
});

test("what is folded has nothing inside of it listed", () => {
  expect(names(ENCODER, { folds: { "layer.encoder": true } })).toEqual(["image", "encoder", "head"]);
});

test("what the summary as text has folded is folded at first", () => {
  const block = [
    summaryRow("layer.block", { children: 1 }),
    summaryRow("layer.block.dense", { parent: "layer.block", name: "dense", line: null }),
  ];
  expect(names(block)).toEqual(["block"]);
  expect(names(block, { folds: { "layer.block": false } })).toEqual(["block", "dense"]);
});

test("an order of the user's goes through all levels", () => {
  expect(names(ENCODER, { sort: { column: 2, down: true } })).toEqual(["encoder", "wide", "code", "head", "image"]);
  expect(names(ENCODER, { sort: { column: 2, down: true }, folds: { "layer.encoder": true } })).toEqual(["encoder", "head", "image"]);
});

test("texts are in the order of their letters, with numbers as numbers", () => {
  const rows = ["layer.conv_10", "layer.conv_9", "layer.add"].map((id) => summaryRow(id));
  expect(names(rows, { sort: { column: 0, down: false } })).toEqual(["add", "conv_9", "conv_10"]);
});

test("what is not known stands last in either order", () => {
  const rows = [summaryRow("layer.a", { params: null }), summaryRow("layer.b", { params: 1 }), summaryRow("layer.c", { params: 2 })];
  expect(names(rows, { sort: { column: 2, down: false } })).toEqual(["b", "c", "a"]);
  expect(names(rows, { sort: { column: 2, down: true } })).toEqual(["c", "b", "a"]);
});

test("a filter finds name, class, path and shape, in what is folded too, with what is around it", () => {
  expect(names(ENCODER, { filter: "inputlayer" })).toEqual(["image"]);
  expect(names(ENCODER, { filter: "wide", folds: { "layer.encoder": true } })).toEqual(["(encoder)", "wide"]);
  expect(names(ENCODER, { filter: "(None, 2)  head" })).toEqual(["head"]);
  expect(names(ENCODER, { filter: "520" })).toEqual([]);
});

test("in an order of the user's, a filter lists just what it finds", () => {
  expect(names(ENCODER, { filter: "wide", sort: { column: 0, down: false } })).toEqual(["wide"]);
});

test("numbers begin with the largest; a third click returns to the model's order", () => {
  const first = nextSort(undefined, 2, ENCODER);
  const second = nextSort(first, 2, ENCODER);
  expect([first, second, nextSort(second, 2, ENCODER)]).toEqual([{ column: 2, down: true }, { column: 2, down: false }, undefined]);
  expect(nextSort(first, 0, ENCODER)).toEqual({ column: 0, down: false });
});

test("what is folded is shown by what is around it", () => {
  const inSight = new Set(["layer.image", "layer.encoder", "layer.head"]);
  expect(standIn(ENCODER, inSight, "layer.encoder.code")).toBe("layer.encoder");
  expect(standIn(ENCODER, inSight, "layer.head")).toBe("layer.head");
  expect(standIn(ENCODER, inSight, "layer.gone")).toBeUndefined();
});
