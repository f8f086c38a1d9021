// A small map of a picture that is larger than its room, with a frame around what is seen.

import type { Node } from "../../protocol";
import { type Box, type Camera, exceeds, frame, mapSize, type Point, type Size } from "./geometry";

const SVG = "http://www.w3.org/2000/svg";

export class Minimap {
  private size: Size = { width: 1, height: 1 };
  private readonly seen = document.createElementNS(SVG, "rect");

  /**
   * @param element the map
   * @param look have a point of the picture in the middle
   */
  constructor(
    private readonly element: SVGSVGElement,
    private readonly look: (point: Point) => void,
  ) {
    this.seen.setAttribute("class", "seen");
    element.addEventListener("pointerdown", (event) => {
      element.setPointerCapture(event.pointerId);
      this.point(event);
    });
    element.addEventListener("pointermove", (event) => {
      if (element.hasPointerCapture(event.pointerId)) this.point(event);
    });
    // Neither drags the picture nor means what lies behind the map.
    for (const name of ["pointerdown", "click"]) element.addEventListener(name, (event) => event.stopPropagation());
  }

  /** Show the nodes of a picture. */
  show(size: Size, boxes: ReadonlyMap<string, Box>, nodes: readonly Node[]): void {
    this.size = size;
    this.element.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
    const drawn = nodes.filter(({ expanded }) => !expanded);
    this.element.replaceChildren(...drawn.flatMap((node) => spot(node, boxes.get(node.id))), this.seen);
  }

  /** Frame what is seen; where that is all, there is no map. */
  follow(camera: Camera, screen: Size): void {
    this.element.toggleAttribute("hidden", !exceeds(this.size, camera, screen));
    const { width, height } = mapSize(this.size, screen);
    this.element.style.width = `${width}px`;
    this.element.style.height = `${height}px`;
    place(this.seen, frame(camera, screen));
  }

  private point({ clientX, clientY }: PointerEvent): void {
    const { left, top, width, height } = this.element.getBoundingClientRect();
    this.look({
      x: ((clientX - left) / width) * this.size.width,
      y: ((clientY - top) / height) * this.size.height,
    });
  }
}

function spot({ role, error }: Node, box: Box | undefined): SVGElement[] {
  if (!box) return [];
  const element = document.createElementNS(SVG, "rect");
  element.dataset.kind = role;
  element.setAttribute("class", error === undefined ? "spot" : "spot failed");
  place(element, box);
  return [element];
}

function place(element: SVGElement, { x, y, width, height }: Box): void {
  for (const [key, value] of Object.entries({ x, y, width, height })) element.setAttribute(key, String(value));
}
