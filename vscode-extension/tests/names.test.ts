import { expect, test } from "vitest";
import { drawnInPlaceOf, fileOf, foldedAround, titleOf } from "../src/webview/names";
import { node } from "./nodes";

test("files are named as the model, without what stands for parentheses", () => {
  expect(fileOf("build_model()", "svg")).toBe("build_model.svg");
  expect(fileOf("my model", "png")).toBe("my_model.png");
  expect(fileOf("__", "dot")).toBe("model.dot");
});

test("the tab names the model and its file", () => {
  expect(titleOf({ model: "m", models: [{ id: "m", name: "net", uri: null, range: null }] }, "/a/b.py")).toBe("net · b.py");
});

test("what is folded around a node is to be unfolded", () => {
  const nodes = [
    node("layer.a", { children: 1, expanded: true }),
    node("layer.a.b", { parent: "layer.a", children: 1 }),
    node("layer.a.b.c", { parent: "layer.a.b", children: 1 }),
    node("layer.a.b.c.d", { parent: "layer.a.b.c" }),
  ];
  expect(foldedAround(nodes, "layer.a.b.c.d")).toEqual(["layer.a.b.c", "layer.a.b"]);
  expect(foldedAround(nodes, "layer.a")).toEqual([]);
});

test("what is folded is lit as the innermost box or node around it", () => {
  const nodes = [node("layer.a", { expanded: true }), node("layer.a.b", { parent: "layer.a" }), node("layer.e")];
  const folded = [node("layer.a.b.c", { parent: "layer.a.b" }), node("layer.a.b.c.d", { parent: "layer.a.b.c" })];
  const drawn = { nodes, folded };
  expect(drawnInPlaceOf(drawn, ["layer.a.b.c.d", "layer.a.b.c", "layer.e"])).toEqual(["layer.a.b", "layer.e"]);
  expect(drawnInPlaceOf(drawn, ["layer.gone"])).toEqual([]);
});
