// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { body } from "../src/panel/page";
import type { Point } from "../src/panel/view/geometry";
import { around, exceeds, frame, mapSize } from "../src/panel/view/geometry";
import { Minimap } from "../src/panel/view/minimap";
import { node } from "./nodes";

const SCREEN = { width: 400, height: 600 };
const TALL = { width: 300, height: 6000 };
const NEAR = { x: -10, y: -100, scale: 0.5 };

test("what is seen of a picture", () => {
  expect(frame(NEAR, SCREEN)).toEqual({ x: 20, y: 200, width: 800, height: 1200 });
  expect(exceeds(TALL, NEAR, SCREEN)).toBe(true);
  expect(exceeds(TALL, { x: 0, y: 0, scale: 0.1 }, SCREEN)).toBe(false);
});

test("a point of the picture comes to the middle, no nearer", () => {
  expect(around(NEAR, { x: 100, y: 3000 }, SCREEN)).toEqual({ scale: 0.5, x: 150, y: -1200 });
});

test("a map has the form of its picture, unless that would be a thread", () => {
  const large = { width: 900, height: 600 };
  expect(mapSize({ width: 1000, height: 1000 }, large)).toEqual({ width: 120, height: 120 });
  expect(mapSize(TALL, large)).toEqual({ width: 40, height: 180 });
  expect(mapSize(TALL, { width: 420, height: 240 })).toEqual({ width: 40, height: 80 });
  expect(mapSize({ width: 1000, height: 1000 }, { width: 420, height: 240 })).toEqual({ width: 70, height: 70 });
});

let asked: Point[];
let minimap: Minimap;
let map: SVGSVGElement;

beforeEach(() => {
  document.body.innerHTML = body();
  asked = [];
  map = document.getElementById("map") as unknown as SVGSVGElement;
  minimap = new Minimap(map, (point) => asked.push(point));
  const boxes = new Map(["layer.a", "layer.b"].map((id, index) => [id, { x: 0, y: 100 * index, width: 80, height: 40 }]));
  minimap.show(TALL, boxes, [
    node("layer.a", { role: "convolution" }),
    node("layer.b", { error: "cannot be" }),
    node("layer.box", { expanded: true }),
  ]);
});

test("it has the layers in the colours of their kinds, and a frame", () => {
  const spots = [...map.querySelectorAll<SVGElement>(".spot")];
  expect(spots.map(({ dataset }) => dataset.kind)).toEqual(["convolution", "dense"]);
  expect(spots.map((spot) => spot.classList.contains("failed"))).toEqual([false, true]);
  minimap.follow(NEAR, SCREEN);
  expect(map.querySelector(".seen")?.getAttribute("y")).toBe("200");
});

test("it is there only while there is more than is seen", () => {
  minimap.follow(NEAR, SCREEN);
  expect(map.hasAttribute("hidden")).toBe(false);
  minimap.follow({ x: 0, y: 0, scale: 0.1 }, SCREEN);
  expect(map.hasAttribute("hidden")).toBe(true);
});

test("a press shows what lies there", () => {
  map.setPointerCapture = () => undefined;
  map.getBoundingClientRect = () => new DOMRect(10, 10, 30, 200);
  map.dispatchEvent(new MouseEvent("pointerdown", { clientX: 25, clientY: 110 }));
  expect(asked).toEqual([{ x: 150, y: 3000 }]);
});
