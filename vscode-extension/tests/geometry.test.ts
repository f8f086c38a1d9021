import { expect, test } from "vitest";
import { approach, beginning, type Box, fit, hold, nearestTo, neighbour, reveal, zoom } from "../src/panel/view/geometry";

const SCREEN = { width: 400, height: 300 };
const CAMERA = { x: 0, y: 0, scale: 1 };

function box(x: number, y: number): Box {
  return { x, y, width: 10, height: 10 };
}

test("a small picture is shown in the middle, not enlarged", () => {
  expect(fit({ width: 100, height: 100 }, SCREEN)).toEqual({ x: 150, y: 100, scale: 1 });
});

test("a large picture fits as a whole", () => {
  const { scale, x, y } = fit({ width: 4000, height: 300 }, SCREEN);
  expect(scale).toBeLessThan(0.1);
  expect(x).toBeGreaterThan(0);
  expect(y + scale * 300).toBeLessThan(300);
});

test("a picture that cannot be read as a whole begins where its direction begins", () => {
  const tall = { width: 300, height: 20_000 };
  expect(beginning(tall, SCREEN, "TB")).toMatchObject({ scale: 1, y: 12 });
  const { y, scale } = beginning(tall, SCREEN, "BT");
  expect(y + scale * tall.height).toBe(288);
  const wide = { width: 20_000, height: 200 };
  expect(beginning(wide, SCREEN, "LR")).toMatchObject({ x: 12 });
  const right = beginning(wide, SCREEN, "RL");
  expect(right.x + right.scale * wide.width).toBe(388);
});

test("what is under the pointer stays there when zooming", () => {
  const at = { x: 120, y: 80 };
  const { x, y, scale } = zoom({ x: 20, y: 30, scale: 2 }, at, 1.5);
  expect(scale).toBe(3);
  expect((at.x - x) / scale).toBeCloseTo(50);
  expect((at.y - y) / scale).toBeCloseTo(25);
});

test("zooming has limits", () => {
  expect(zoom(CAMERA, { x: 0, y: 0 }, 1000).scale).toBe(4);
  expect(zoom(CAMERA, { x: 0, y: 0 }, 0).scale).toBe(0.01);
});

test("what is seen already is not moved", () => {
  expect(reveal(CAMERA, box(100, 100), SCREEN)).toEqual(CAMERA);
});

test("what is seen in part comes into sight by the shortest way", () => {
  expect(reveal(CAMERA, box(100, 295), SCREEN)).toEqual({ x: 0, y: -17, scale: 1 });
  expect(reveal(CAMERA, box(-5, 100), SCREEN)).toEqual({ x: 17, y: 0, scale: 1 });
});

test("what is far away comes to the middle", () => {
  expect(reveal(CAMERA, box(100, 1000), SCREEN)).toEqual({ x: 95, y: -855, scale: 1 });
});

test("what is sought comes near enough to be read", () => {
  expect(approach({ x: 3, y: 4, scale: 0.04 }, box(100, 1000), SCREEN)).toEqual({ x: 95, y: -855, scale: 1 });
  expect(approach({ x: 0, y: 0, scale: 0.6 }, box(100, 100), SCREEN)).toEqual({ x: 0, y: 0, scale: 0.6 });
});

test("a node stays where it was when the picture around it changes", () => {
  const camera = { x: 5, y: 7, scale: 2 };
  const held = hold(camera, box(10, 20), box(40, 90));
  expect(held.scale * 40 + held.x).toBe(2 * 10 + 5);
  expect(held.scale * 90 + held.y).toBe(2 * 20 + 7);
});

test("the node in the middle of the screen is found", () => {
  const boxes = new Map([["a", box(0, 0)], ["b", box(190, 140)], ["c", box(390, 0)]]);
  expect(nearestTo(boxes, CAMERA, SCREEN)).toBe("b");
  expect(nearestTo(new Map(), CAMERA, SCREEN)).toBeUndefined();
});

test("arrow keys lead to what is straight ahead", () => {
  const boxes = new Map([["top", box(50, 0)], ["left", box(0, 50)], ["right", box(100, 50)], ["end", box(50, 100)]]);
  expect(neighbour(boxes, "left", "right")).toBe("right");
  expect(neighbour(boxes, "left", "up")).toBe("top");
  expect(neighbour(boxes, "top", "down")).toBe("end");
  expect(neighbour(boxes, "end", "down")).toBeUndefined();
  expect(neighbour(boxes, "gone", "down")).toBe("top");
});
