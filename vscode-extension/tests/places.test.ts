import { expect, test } from "vitest";
import { drawnInPlaceOf } from "../src/webview/names";
import { another, nodesAt } from "../src/webview/places";
import { node, span } from "./nodes";

const URI = "file:///m.py";

function at(line: number, character: number, nodes: Parameters<typeof nodesAt>[0], uri = URI): string[] {
  return nodesAt(nodes, uri, { line, character });
}

/** What is lit among the nodes that are drawn, the cursor being on a line. */
function lit(nodes: Parameters<typeof nodesAt>[0], drawn: readonly string[], line: number): readonly string[] {
  const isDrawn = ({ id }: { readonly id: string }) => drawn.includes(id);
  const picture = { nodes: nodes.filter(isDrawn), folded: nodes.filter((each) => !isDrawn(each)) };
  return drawnInPlaceOf(picture as never, at(line, 2, nodes));
}

test("the innermost expression around the cursor has the node", () => {
  const outer = node("layer.block", { range: span(2, 0, 40, 4) });
  const inner = node("layer.dense", { range: span(3, 4, 20) });
  expect(at(3, 10, [outer, inner])).toEqual(["layer.dense"]);
  expect(at(2, 10, [outer, inner])).toEqual(["layer.block"]);
});

test("an expression's end belongs to it", () => {
  expect(at(1, 5, [node("layer.a")])).toEqual(["layer.a"]);
});

test("beside the expressions of a line, all of them are meant", () => {
  const nodes = [node("layer.a", { range: span(7, 4, 9) }), node("layer.b", { range: span(7, 12, 20) })];
  expect(at(7, 30, nodes)).toEqual(["layer.a", "layer.b"]);
  expect(at(7, 13, nodes)).toEqual(["layer.b"]);
});

test("layers that a loop makes in one place are all lit", () => {
  expect(at(1, 2, [node("layer.a"), node("layer.b")])).toEqual(["layer.a", "layer.b"]);
});

test("of a model that one expression makes with all its layers, the model is lit", () => {
  const nodes = [
    node("layer.resnet", { children: 2 }),
    node("layer.resnet.block", { parent: "layer.resnet", children: 1 }),
    node("layer.resnet.block.conv", { parent: "layer.resnet.block" }),
  ];
  expect(at(1, 2, nodes)).toEqual(["layer.resnet"]);
  expect(at(1, 2, nodes.slice(2))).toEqual(["layer.resnet.block.conv"]);
});

test("a layer is lit where it is called, too", () => {
  const called = { uri: URI, range: span(20, 8, 22) };
  expect(at(20, 12, [node("layer.a", { called })])).toEqual(["layer.a"]);
});

test("other files and edited expressions light nothing", () => {
  expect(at(1, 2, [node("layer.a")], "file:///other.py")).toEqual([]);
  expect(at(1, 2, [node("layer.a", { range: null })])).toEqual([]);
});

test("another model is shown where the cursor stands at it, or in another file", () => {
  const shown = { uri: "file:///m.py", model: "a" };
  const at = (uri: string, models: string[], model: string | null) => another({ uri, models, model }, shown);
  expect(at("file:///m.py", ["b"], "b")).toBe("b");
  expect(at("file:///m.py", ["a", "b"], "b")).toBeUndefined();
  expect(at("file:///m.py", [], "b")).toBeUndefined();
  expect(at("file:///other.py", [], "c")).toBe("c");
  expect(at("file:///other.py", [], null)).toBeUndefined();
});

test("a layer that is folded is shown by what it is folded in", () => {
  const group = node("repeats.a", { repeats: 2, children: 2, range: span(1, 0, 5) });
  const nodes = [
    group,
    node("layer.b", { range: span(9, 0, 5) }),
    node("layer.a", { parent: "repeats.a" }),
    node("layer.a2", { parent: "repeats.a", range: span(2, 0, 5) }),
  ];
  const shown = (line: number) => lit(nodes, ["repeats.a", "layer.b"], line);
  expect([shown(1), shown(2), shown(9)]).toEqual([["repeats.a"], ["repeats.a"], ["layer.b"]]);
});

test("what one line makes is all meant, folded or not", () => {
  const nodes = [
    node("repeats.a", { repeats: 2, children: 2 }),
    node("layer.b"),
    node("layer.a", { parent: "repeats.a" }),
    node("layer.n", { children: 1 }),
    node("layer.n.c", { parent: "layer.n" }),
  ];
  expect([...lit(nodes, ["repeats.a", "layer.b", "layer.n"], 1)].sort()).toEqual(["layer.b", "layer.n", "repeats.a"]);
});

test("unfolded, what stands for several is not at the place of its first layer", () => {
  const group = node("repeats.a", { repeats: 2, children: 2, expanded: true, range: span(1, 0, 5) });
  expect(at(1, 2, [group, node("layer.a", { parent: "repeats.a" })])).toEqual(["layer.a"]);
});
