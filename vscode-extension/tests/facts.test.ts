import { expect, test } from "vitest";
import { known, nodesOf, pieces, sections } from "../src/panel/view/facts";
import { commandOf } from "../src/panel/view/keys";
import { tooLarge } from "../src/panel/view/export";
import { node } from "./nodes";

test("rows stand in sections, those of no section last", () => {
  const told = sections({
    rows: [["output", "(None, 2)"], ["new", "?"], ["FLOPs", "4"], ["parameters", "4 = 1×2 + 2"]],
    config: [["units", "2"]],
  });
  expect(told.map(({ title, rows }) => [title, ...rows.map(([key]) => key)])).toEqual([
    ["Shapes", "output"], ["Weights", "parameters"], ["Cost", "FLOPs"], ["Configuration", "units"], ["More", "new"],
  ]);
});

test("until the server answers, the picture's own knowledge is told", () => {
  expect(known(node("layer.d", { params: 4 }))).toEqual([
    { title: "Shapes", rows: [["output", "(None, 2)"]] },
    { title: "Weights", rows: [["parameters", "4 params"]] },
  ]);
  expect(known(node("layer.d", { params: null, outputShapes: [] }))).toEqual([]);
});

test("paths lead to nodes", () => {
  const nodes = [node("layer.a"), node("layer.a.b")];
  expect(nodesOf([["a", "b"], ["gone"], ["a"]], nodes).map(({ id }) => id)).toEqual(["layer.a.b", "layer.a"]);
});

test("code stands between backticks that pair up", () => {
  expect(pieces("use `Flatten()` here")).toEqual(["use ", "Flatten()", " here"]);
  expect(pieces("a ` alone")).toEqual(["a ` alone"]);
});

test("keys mean what they say, with no other key held", () => {
  const key = (name: string, held = {}) => commandOf({ key: name, ctrlKey: false, metaKey: false, altKey: false, ...held });
  expect(["+", "-", "0", "f", "/", "Enter"].map((name) => key(name)?.kind)).toEqual([
    "zoom", "zoom", "fit", "fit", "search", "source",
  ]);
  expect(key("f", { ctrlKey: true })).toEqual({ kind: "search" });
  expect(key("ArrowUp", { altKey: true })).toBeUndefined();
  expect(key("0", { ctrlKey: true })).toBeUndefined();
});

test("a PNG that no canvas can hold is refused, with what to do", () => {
  expect(tooLarge({ width: 4000, height: 60_000 }, 1)).toBe("");
  expect(tooLarge({ width: 400, height: 70_000 }, 4)).toBe(
    "a PNG at 4× would have 400 × 70,000 pixels, more than can be drawn here; choose a smaller scale, or save an SVG",
  );
  expect(tooLarge({ width: 30_000, height: 30_000 }, 1)).toMatch(/save an SVG, or fold some layers$/);
});
