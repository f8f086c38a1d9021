// The picture in the page: Graphviz' SVG, its nodes found by id, named, and marked.

import type { Node } from "../../protocol";
import type { Box, Size } from "./geometry";
import { sentence } from "./wording";

const SVG = "http://www.w3.org/2000/svg";
const FOLD_RADIUS = 9;
const HALO = 5;
const BAND = 6;
const STACK = 4;
/** Of a line of text: its height at most, as a part of its box; the width of a character as a part of its height. */
const MOST = 0.6;
const GLYPH = 0.62;

export type Mark = "lit" | "selected" | "found" | "among";

export class Picture {
  private readonly elements = new Map<string, SVGGElement>();
  private readonly seen = new Map<string, Box>();
  /** For each node what it is in. */
  private readonly around = new Map<string, string | null>();
  private extent: Size = { width: 0, height: 0 };

  constructor(private readonly world: SVGGElement) {}

  /** Where each node is, in the order in which they are drawn. */
  get boxes(): ReadonlyMap<string, Box> {
    return this.seen;
  }

  get size(): Size {
    return this.extent;
  }

  /** The one node that the Tab key leads to. */
  get entrance(): SVGGElement | undefined {
    return this.world.querySelector<SVGGElement>("[data-node][tabindex='0']") ?? undefined;
  }

  element(id: string): SVGGElement | undefined {
    return this.elements.get(id);
  }

  /** The node as which another is seen: itself, or the one that it is folded in. */
  shown(id: string): string | undefined {
    for (let at: string | null | undefined = id; at != null; at = this.around.get(at)) {
      if (this.elements.has(at)) return at;
    }
    return undefined;
  }

  /** Put another picture in the place of this one. */
  show(svg: string, nodes: readonly Node[], folded: readonly Node[] = []): void {
    const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    const graph = root.querySelector<SVGGElement>("g.graph");
    if (!graph) throw new Error("Graphviz drew nothing");
    const origin = translation(graph);
    this.extent = sizeOf(root);
    this.elements.clear();
    this.seen.clear();
    this.around.clear();
    for (const { id, parent } of [...nodes, ...folded]) this.around.set(id, parent);
    // The pointer shows more than these titles would.
    for (const title of graph.querySelectorAll("title")) title.remove();
    for (const link of graph.querySelectorAll("a")) link.replaceWith(...link.childNodes);
    graph.querySelector(":scope > polygon")?.remove();
    const found = new Map([...graph.querySelectorAll<SVGGElement>("g.node, g.cluster")].map((g) => [g.id, g]));
    for (const node of nodes) {
      const element = found.get(node.id);
      const frame = element?.querySelector("polygon")?.getAttribute("points");
      if (!element || !frame) continue;
      const box = boxOf(frame);
      this.elements.set(node.id, element);
      this.seen.set(node.id, { ...box, x: box.x + origin.x, y: box.y + origin.y });
      this.furnish(element, node, box);
    }
    this.world.replaceChildren(graph);
  }

  /** Mark these nodes and no others; those that are folded, by what they are folded in. */
  mark(mark: Mark, ids: readonly string[]): void {
    for (const marked of this.world.querySelectorAll(`.${mark}`)) marked.classList.remove(mark);
    for (const id of ids) this.elements.get(this.shown(id) ?? "")?.classList.add(mark);
  }

  /** Make this the one node that the Tab key leads to. */
  reachable(id: string): void {
    for (const node of this.world.querySelectorAll("[tabindex='0']")) node.setAttribute("tabindex", "-1");
    this.elements.get(id)?.setAttribute("tabindex", "0");
  }

  /** Colour nodes by how large a part, from 0 to 1, each has; without parts, as Keras does. */
  colour(parts: ReadonlyMap<string, number> | undefined): void {
    for (const [id, element] of this.elements) {
      const part = parts?.get(id);
      element.classList.toggle("shared", part !== undefined);
      // Small parts would all look like none.
      if (part !== undefined) element.style.setProperty("--share", `${Math.round(100 * Math.sqrt(part))}%`);
    }
  }

  /** Let a node look as if others lay below it. */
  private stack(element: SVGGElement, { x, y, width, height }: Box): void {
    for (const away of [STACK, 2 * STACK]) {
      element.prepend(made("rect", { class: "stack", x: x + away, y: y + away, width, height }));
    }
  }

  private furnish(element: SVGGElement, node: Node, box: Box): void {
    element.dataset.node = node.id;
    element.setAttribute("role", "button");
    element.setAttribute("tabindex", "-1");
    element.setAttribute("aria-label", sentence(node));
    element.classList.toggle("failed", node.error !== undefined);
    element.classList.toggle("ghost", node.change === "removed");
    element.prepend(
      made("rect", {
        class: "halo",
        x: box.x - HALO,
        y: box.y - HALO,
        width: box.width + 2 * HALO,
        height: box.height + 2 * HALO,
        rx: 4,
      }),
    );
    if (node.repeats !== undefined && node.repeats > 1 && !node.expanded) this.stack(element, box);
    if (!node.expanded) {
      element.dataset.kind = node.role;
      element.append(made("rect", { class: "card", ...box }), bandOf(box), briefly(node, box));
    }
    if (node.children === 0) return;
    element.setAttribute("aria-expanded", String(node.expanded));
    const sign = node.expanded ? "M-4,0H4" : "M-4,0H4M0,-4V4";
    const at = `translate(${box.x + box.width} ${box.y})`;
    const fold = made("g", { class: "fold", transform: at, "aria-hidden": "true" });
    fold.append(made("circle", { r: FOLD_RADIUS }), made("path", { d: sign }));
    element.append(fold);
  }
}

/** The band along a box that tells its kind. */
export function bandOf({ x, y, height }: Box): SVGElement {
  const middle = x + BAND / 2;
  return made("line", { class: "band", x1: middle, x2: middle, y1: y, y2: y + height });
}

/** What is told of a node where all else would be too small to be read. */
function briefly(node: Node, { x, y, width, height }: Box): SVGElement {
  const text = node.repeats === undefined ? node.class : node.name;
  const element = made("text", { class: "brief", x: x + (width + BAND) / 2, y: y + height / 2 });
  element.textContent = text;
  element.style.fontSize = `${Math.min(MOST * height, (width - 2 * BAND) / (GLYPH * text.length)).toFixed(1)}px`;
  return element;
}

function made(name: string, attributes: Record<string, string | number>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** The box around a polygon: `0,-9 0,-5 4,-5 4,-9`. */
export function boxOf(points: string): Box {
  const pairs = points.trim().split(/\s+/).map((pair) => pair.split(",").map(Number));
  const xs = pairs.map(([x = 0]) => x);
  const ys = pairs.map(([, y = 0]) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function sizeOf(root: Element): Size {
  const [, , width = 0, height = 0] = (root.getAttribute("viewBox") ?? "").split(/\s+/).map(Number);
  return { width, height };
}

function translation(graph: Element): { x: number; y: number } {
  const [, x = "0", y = "0"] = /translate\(([-\d.]+)[ ,]([-\d.]+)\)/.exec(graph.getAttribute("transform") ?? "") ?? [];
  return { x: Number(x), y: Number(y) };
}
