// @vitest-environment jsdom
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { kindsOf } from "../src/panel/view/kinds";
import { boxOf, Picture } from "../src/panel/view/picture";
import { node } from "./nodes";

function label(name: string, colour = "black"): string {
  return `<<table border="0" cellborder="1" color="${colour}" bgcolor="${colour}"><tr><td bgcolor="${colour}"><font point-size="16" color="white"><b>${name}</b></font></td></tr></table>>`;
}

const DOT = `digraph G {
  node [shape=plain];
  subgraph "cluster_layer.nested" {
    id="layer.nested"; label="nested (Sequential)"; tooltip="nested";
    "layer.nested.a" [id="layer.nested.a", label=${label("a")}, tooltip="a"];
  }
  "layer.b" [id="layer.b", label=${label("b", "#c62828")}, tooltip="b"];
  "layer.nested.a" -> "layer.b";
}`;
const NODES = [
  node("layer.nested", { class: "Sequential", children: 1, expanded: true }),
  node("layer.nested.a"),
  node("layer.b", { error: "cannot be", params: null }),
];

let svg: string;
let world: SVGGElement;
let picture: Picture;

beforeAll(async () => {
  svg = (await Graphviz.load()).dot(DOT);
});

beforeEach(() => {
  world = document.createElementNS("http://www.w3.org/2000/svg", "g");
  document.body.replaceChildren(world);
  picture = new Picture(world);
  picture.show(svg, NODES);
});

function classes(id: string): string[] {
  return [...(picture.element(id)?.classList ?? [])];
}

test("each node of the model is found in the picture, where it stands", () => {
  expect([...picture.boxes.keys()]).toEqual(NODES.map(({ id }) => id));
  const [outer, inner, below] = NODES.map(({ id }) => picture.boxes.get(id));
  if (!outer || !inner || !below) throw new Error("a box is missing");
  expect(outer.x).toBeLessThan(inner.x);
  expect(outer.y + outer.height).toBeGreaterThan(inner.y + inner.height);
  expect(below.y).toBeGreaterThan(inner.y);
  expect(below.y + below.height).toBeLessThan(picture.size.height);
});

test("nodes are named for those who cannot see them", () => {
  const element = picture.element("layer.b");
  expect(element?.getAttribute("role")).toBe("button");
  expect(element?.getAttribute("aria-label")).toBe("b, Dense; fails: cannot be");
  expect(world.querySelector("title, a")).toBeNull();
});

test("a nested model says whether it is unfolded", () => {
  expect(picture.element("layer.nested")?.getAttribute("aria-expanded")).toBe("true");
  expect(world.querySelectorAll(".fold")).toHaveLength(1);
});

test("a failing layer is marked", () => {
  expect(classes("layer.b")).toContain("failed");
  expect(classes("layer.nested.a")).not.toContain("failed");
});

test("a mark moves from node to node", () => {
  picture.mark("lit", ["layer.b"]);
  picture.mark("lit", ["layer.nested.a", "layer.gone"]);
  expect(classes("layer.b")).not.toContain("lit");
  expect(classes("layer.nested.a")).toContain("lit");
});

test("what is folded is marked by what it is folded in", () => {
  const folded = [node("layer.b.c", { parent: "layer.b" }), node("layer.b.c.d", { parent: "layer.b.c" })];
  picture.show(svg, NODES, folded);
  picture.mark("selected", ["layer.b.c.d"]);
  expect(classes("layer.b")).toContain("selected");
  expect(picture.shown("layer.gone")).toBeUndefined();
});

test("what stands for several looks like several", () => {
  picture.show(svg, [node("layer.b", { repeats: 3, children: 3 })]);
  expect(picture.element("layer.b")?.querySelectorAll(".stack")).toHaveLength(2);
});

test("what was removed is a ghost, and of no kind in the legend", () => {
  const gone = node("layer.b", { change: "removed" });
  picture.show(svg, [gone]);
  expect(classes("layer.b")).toContain("ghost");
  expect([...kindsOf([gone])]).toEqual([]);
});

test("from afar a layer tells its class, and what stands for several its name", () => {
  const brief = () => picture.element("layer.b")?.querySelector<SVGElement>(".brief");
  expect(brief()?.textContent).toBe("Dense");
  picture.show(svg, [node("layer.b", { name: "block ×3", repeats: 3, children: 3 })]);
  expect(brief()?.textContent).toBe("block ×3");
  expect(parseFloat(brief()?.style.fontSize ?? "")).toBeGreaterThan(0);
});

test("the Tab key leads to one node", () => {
  picture.reachable("layer.nested.a");
  picture.reachable("layer.b");
  const reachable = [...world.querySelectorAll<SVGElement>("[tabindex='0']")];
  expect(reachable.map((element) => element.dataset.node)).toEqual(["layer.b"]);
});

test("a band tells the kind of each layer, and not of a box", () => {
  expect(picture.element("layer.b")?.dataset.kind).toBe("dense");
  expect(picture.element("layer.nested")?.dataset.kind).toBeUndefined();
  expect(world.querySelectorAll(".band")).toHaveLength(2);
});

test("colours by share come and go", () => {
  picture.colour(new Map([["layer.b", 0.25]]));
  expect(picture.element("layer.b")?.style.getPropertyValue("--share")).toBe("50%");
  expect(classes("layer.b")).toContain("shared");
  picture.colour(undefined);
  expect(classes("layer.b")).not.toContain("shared");
});

test("what Graphviz did not draw is no picture", () => {
  expect(() => picture.show("<svg/>", NODES)).toThrow("Graphviz drew nothing");
});

test("the box around a polygon", () => {
  expect(boxOf("0,-9 0,-5 4.5,-5 4.5,-9")).toEqual({ x: 0, y: -9, width: 4.5, height: 4 });
});
