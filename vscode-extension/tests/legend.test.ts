// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { body } from "../src/panel/page";
import { kindsOf } from "../src/panel/view/kinds";
import { Legend } from "../src/panel/view/legend";
import { node } from "./nodes";

const CONV = { class: "Conv2D", role: "convolution" } as const;
const NODES = [
  node("layer.a", CONV),
  node("layer.b"),
  node("layer.box", { role: "model", children: 1, expanded: true }),
  node("layer.box.c", CONV),
];

let highlighted: (readonly string[])[];
let legend: Legend;

beforeEach(() => {
  document.body.innerHTML = body();
  highlighted = [];
  legend = new Legend((ids) => highlighted.push(ids));
  legend.show(NODES);
});

function entries(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("#legend button")];
}

test("the kinds that are drawn are listed, boxes by what is inside of them", () => {
  expect([...kindsOf(NODES)]).toEqual([
    ["convolution", ["layer.a", "layer.box.c"]],
    ["dense", ["layer.b"]],
  ]);
  expect(entries().map(({ textContent }) => textContent)).toEqual(["convolution2", "dense1"]);
});

test("a click highlights the layers of a kind, another none", () => {
  entries()[0]?.click();
  expect(entries().map((entry) => entry.getAttribute("aria-pressed"))).toEqual(["true", "false"]);
  entries()[0]?.click();
  expect(highlighted).toEqual([[], ["layer.a", "layer.box.c"], []]);
});

test("a kind stays highlighted when the picture is drawn anew, if it is still there", () => {
  entries()[0]?.click();
  legend.show([node("layer.new", CONV)]);
  legend.show([node("layer.b")]);
  expect(highlighted.slice(2)).toEqual([["layer.new"], []]);
});
