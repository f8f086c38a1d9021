// Where the picture is seen from, and which box lies where. Pure: knows no page.

import type { Rankdir } from "../../protocol";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Point, Size {}

/** A point p of the picture is seen at `scale * p + (x, y)`. */
export interface Camera extends Point {
  readonly scale: number;
}

export type Direction = "up" | "down" | "left" | "right";

const NEAREST = 4;
const FARTHEST = 0.01;
/** Below it text cannot be read. */
export const LEGIBLE = 0.55;
const MARGIN = 12;
const MAP: Size = { width: 120, height: 180 };
const THREAD = 40;

/** All of the picture, no larger than it is, in the middle. */
export function fit(picture: Size, screen: Size): Camera {
  const scale = Math.min(1, share(screen.width, picture.width), share(screen.height, picture.height));
  return {
    scale,
    x: (screen.width - scale * picture.width) / 2,
    y: (screen.height - scale * picture.height) / 2,
  };
}

/** All of the picture if it can be read then; else its beginning. */
export function beginning(picture: Size, screen: Size, rankdir: Rankdir): Camera {
  const whole = fit(picture, screen);
  if (whole.scale >= LEGIBLE) return whole;
  const isTall = rankdir === "TB" || rankdir === "BT";
  const across = isTall ? share(screen.width, picture.width) : share(screen.height, picture.height);
  const scale = Math.min(1, Math.max(across, LEGIBLE));
  const start = { x: MARGIN, y: MARGIN };
  const middle = {
    x: (screen.width - scale * picture.width) / 2,
    y: (screen.height - scale * picture.height) / 2,
  };
  const end = {
    x: screen.width - MARGIN - scale * picture.width,
    y: screen.height - MARGIN - scale * picture.height,
  };
  switch (rankdir) {
    case "TB":
      return { scale, x: middle.x, y: start.y };
    case "BT":
      return { scale, x: middle.x, y: end.y };
    case "LR":
      return { scale, x: start.x, y: middle.y };
    case "RL":
      return { scale, x: end.x, y: middle.y };
  }
}

/** Nearer or farther; what is seen at `at` stays there. */
export function zoom(camera: Camera, at: Point, factor: number): Camera {
  const scale = Math.min(NEAREST, Math.max(FARTHEST, camera.scale * factor));
  const change = scale / camera.scale;
  return { scale, x: at.x - change * (at.x - camera.x), y: at.y - change * (at.y - camera.y) };
}

/** The least movement after which the box is seen; to the middle, if nothing of it was seen. */
export function reveal(camera: Camera, box: Box, screen: Size): Camera {
  const seen = onScreen(camera, box);
  const away =
    seen.x > screen.width || seen.y > screen.height || seen.x + seen.width < 0 || seen.y + seen.height < 0;
  if (away) return centred(camera.scale, box, screen);
  return {
    scale: camera.scale,
    x: camera.x + into(seen.x, seen.width, screen.width),
    y: camera.y + into(seen.y, seen.height, screen.height),
  };
}

/** The box can be read: nearer, with it in the middle, where it could not. */
export function approach(camera: Camera, box: Box, screen: Size): Camera {
  return camera.scale >= LEGIBLE ? reveal(camera, box, screen) : centred(1, box, screen);
}

/** The same part of the picture as far away, with a point of it in the middle. */
export function around(camera: Camera, { x, y }: Point, screen: Size): Camera {
  return centred(camera.scale, { x, y, width: 0, height: 0 }, screen);
}

/** The part of the picture that is seen. */
export function frame({ scale, x, y }: Camera, screen: Size): Box {
  return { x: -x / scale, y: -y / scale, width: screen.width / scale, height: screen.height / scale };
}

/** Whether there is more of a picture than can be seen at once. */
export function exceeds(picture: Size, { scale }: Camera, screen: Size): boolean {
  return scale * picture.width > screen.width + 1 || scale * picture.height > screen.height + 1;
}

/** The size of a small map of a picture: of its form, unless that would be a thread. */
export function mapSize({ width, height }: Size, screen: Size): Size {
  const most = { width: Math.min(MAP.width, screen.width / 6), height: Math.min(MAP.height, screen.height / 3) };
  const scale = Math.min(most.width / width, most.height / height);
  const least = (length: number, limit: number) => Math.min(limit, Math.max(THREAD, Math.round(scale * length)));
  return { width: least(width, most.width), height: least(height, most.height) };
}

function centred(scale: number, box: Box, screen: Size): Camera {
  const { x, y } = middleOf(box);
  return { scale, x: screen.width / 2 - scale * x, y: screen.height / 2 - scale * y };
}

/** A box of an old picture is seen where it was seen before, in the new one. */
export function hold(camera: Camera, before: Box, after: Box): Camera {
  const { scale } = camera;
  return { scale, x: camera.x + scale * (before.x - after.x), y: camera.y + scale * (before.y - after.y) };
}

/** The id of the box that is nearest to the middle of the screen. */
export function nearestTo(boxes: ReadonlyMap<string, Box>, camera: Camera, screen: Size): string | undefined {
  const target = {
    x: (screen.width / 2 - camera.x) / camera.scale,
    y: (screen.height / 2 - camera.y) / camera.scale,
  };
  return least(boxes, (box) => {
    const { x, y } = middleOf(box);
    return Math.hypot(x - target.x, y - target.y);
  });
}

/** The id of the nearest box in a direction, those straight ahead first. */
export function neighbour(boxes: ReadonlyMap<string, Box>, from: string, direction: Direction): string | undefined {
  const own = boxes.get(from);
  if (!own) return boxes.keys().next().value;
  const start = middleOf(own);
  return least(boxes, (box) => {
    if (box === own) return Infinity;
    const { x, y } = middleOf(box);
    const [ahead, aside] = turned(x - start.x, y - start.y, direction);
    return ahead > 1 ? ahead + 2 * Math.abs(aside) : Infinity;
  });
}

function turned(x: number, y: number, direction: Direction): readonly [number, number] {
  switch (direction) {
    case "up":
      return [-y, x];
    case "down":
      return [y, x];
    case "left":
      return [-x, y];
    case "right":
      return [x, y];
  }
}

function least(boxes: ReadonlyMap<string, Box>, cost: (box: Box) => number): string | undefined {
  let best: string | undefined;
  let lowest = Infinity;
  for (const [id, box] of boxes) {
    const found = cost(box);
    if (found < lowest) [best, lowest] = [id, found];
  }
  return best;
}

function onScreen({ scale, x, y }: Camera, box: Box): Box {
  return { x: scale * box.x + x, y: scale * box.y + y, width: scale * box.width, height: scale * box.height };
}

function into(start: number, length: number, room: number): number {
  if (start < MARGIN) return MARGIN - start;
  const over = start + length - (room - MARGIN);
  return over > 0 ? -Math.min(over, start - MARGIN) : 0;
}

function share(room: number, needed: number): number {
  return Math.max(FARTHEST, (room - 2 * MARGIN) / Math.max(needed, 1));
}

function middleOf({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}
