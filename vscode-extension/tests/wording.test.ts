import { expect, test } from "vitest";
import { search, sentence, shares } from "../src/panel/view/wording";
import { failure, shape } from "../src/webview/view/wording";
import { node } from "./nodes";

test("shapes are written as Keras writes them", () => {
  expect(shape([null, 28, 28, 1])).toBe("(None, 28, 28, 1)");
  expect(shape([3])).toBe("(3,)");
  expect(shape([])).toBe("()");
  expect(shape(null)).toBe("?");
});

test("a node is told in one sentence", () => {
  expect(sentence(node("layer.d", { params: 18_496 }))).toBe("d, Dense; output (None, 2); 18,496 params");
  expect(sentence(node("layer.d", { error: "too small", params: null }))).toBe("d, Dense; fails: too small");
  expect(sentence(node("layer.d", { change: "added" }))).toBe("d, Dense; added; output (None, 2); 0 params");
  const conv = node("layer.c", { class: "Conv2D", role: "convolution" });
  expect(sentence(conv)).toBe("c, Conv2D; convolution; output (None, 2); 0 params");
  const nested = node("layer.n", { class: "Sequential", role: "model", children: 3, params: 1, outputShapes: [] });
  expect(sentence(nested)).toBe("n, Sequential; nested, repeated; 1 param; 3 layers, folded");
});

test("layers are found by all words, in name, class, path or shape", () => {
  const nodes = [
    node("layer.conv1", { class: "Conv2D" }),
    node("layer.conv2", { class: "Conv2D", path: ["resnet", "conv2"], outputShapes: [[null, 26, 26, 8]] }),
    node("layer.head"),
  ];
  const found = (text: string) => search(nodes, text).map(({ id }) => id);
  expect(found("conv2d")).toEqual(["layer.conv1", "layer.conv2"]);
  expect(found("Conv resnet/")).toEqual(["layer.conv2"]);
  expect(found("(None, 26, 26")).toEqual(["layer.conv2"]);
  expect(found("  ")).toEqual([]);
});

test("what has the very name stands first, then what begins with it", () => {
  const nodes = [node("layer.a_dense"), node("layer.dense_1"), node("layer.dense")];
  expect(search(nodes, "dense").map(({ name }) => name)).toEqual(["dense", "dense_1", "a_dense"]);
});

test("shares are those of what is drawn", () => {
  const nodes = [
    node("layer.box", { expanded: true, children: 1, params: 30 }),
    node("layer.box.a", { params: 30 }),
    node("layer.b", { params: 10 }),
    node("layer.c", { params: null }),
  ];
  expect([...shares(nodes)]).toEqual([["layer.box.a", 0.75], ["layer.b", 0.25], ["layer.c", 0]]);
  expect([...shares([node("layer.a")]).values()]).toEqual([0]);
});

test("a failure names its layer once, and tells how many more there are", () => {
  expect(failure("add", "`add` (Add) cannot combine `a` and `b`.", 1)).toBe("add (Add) cannot combine a and b.");
  expect(failure("add", "Cannot combine.", 3)).toBe("add: Cannot combine. (and 2 more)");
});
