// The page of the plot panel: the picture, what is told of it, and what the user does with it.

import type { Drawing, ToExtension, ToPage } from "../messages";
import { exported } from "./export";
import { approach, beginning, type Box, type Camera, type Direction, fit, hold, nearestTo, neighbour, reveal } from "./geometry";
import { fitting } from "./font";
import { Graphviz } from "./graphviz";
import { Hover } from "./hover";
import { Picture } from "./picture";
import { byId, Toolbar } from "./toolbar";
import { Viewport } from "./viewport";
import { search, sentence, shares } from "./wording";

/** How the picture is looked at: as it was shown first, all of it, or as somebody has moved it. */
type Seen = "first" | "all" | "moved";

/** What is kept while the panel is hidden, and for the next start of the editor. */
interface Kept {
  readonly wanted: Drawing["wanted"];
  readonly camera: Camera;
  readonly seen: Seen;
  readonly coloured: boolean;
}

declare function acquireVsCodeApi(): {
  postMessage(message: ToExtension): void;
  getState(): unknown;
  setState(state: unknown): void;
};

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};

const editor = acquireVsCodeApi();
const graphviz = new Graphviz(document.body.dataset.drawer ?? "");
const world = byId("world") as unknown as SVGGElement;
const canvas = byId("canvas");
const picture = new Picture(world);
const viewport = new Viewport(byId("viewport"), world, () => {
  seen = "moved";
  hover.leave();
  keep();
});
const hover = new Hover(byId("hover"), (id) => editor.postMessage({ type: "hover", id }));
const toolbar = new Toolbar({
  model: (id) => editor.postMessage({ type: "model", id }),
  options: (options) => editor.postMessage({ type: "options", options }),
  shares: () => {
    colour();
    keep();
  },
  export: (format) => void tried(async () => {
    if (!drawn) return;
    editor.postMessage({ type: "export", format, content: await exported(format, drawn.dot, drawn.svg) });
  }),
  zoom: (steps) => viewport.step(steps),
  fit: showAll,
  find,
  show: (id) => focus(id, approach),
});

let drawn: (Drawing & { readonly svg: string }) | undefined;
let seen: Seen = "first";
/** Where the cursor stands in the source. */
let lit: readonly string[] = [];
/** What was clicked last. */
let selected: readonly string[] = [];

async function draw(drawing: Drawing, reason: string): Promise<void> {
  const svg = await graphviz.draw(drawing.dot);
  if (svg === undefined) return;
  const before = { boxes: new Map(picture.boxes), focused: focused() };
  const same = drawn?.wanted.uri === drawing.wanted.uri && drawn.model === drawing.model;
  const turned = drawn?.options.rankdir !== drawing.options.rankdir;
  const kept = drawn ? undefined : restored(drawing);
  drawn = { ...drawing, svg };
  hover.leave();
  picture.show(svg, drawing.nodes);
  picture.mark("lit", lit);
  picture.mark("selected", selected);
  byId("waiting").hidden = true;
  if (kept) {
    ({ seen } = kept);
    viewport.camera = kept.camera;
    toolbar.coloured = kept.coloured;
  } else if (!same || turned) seen = "first";
  if (seen === "moved") stay(before.boxes);
  else look();
  document.body.dataset.drawn = drawing.model;
  colour();
  if (!same) toolbar.sought = "";
  toolbar.show(drawing, picture.boxes);
  find(toolbar.sought);
  outdated(reason);
  const first = before.focused ?? drawing.nodes[0]?.id;
  if (first !== undefined) picture.reachable(first);
  if (before.focused !== undefined) picture.element(before.focused)?.focus({ preventScroll: true });
  if (!same) light(lit);
  keep();
}

/** From where a picture that nobody has moved is seen. */
function look(): void {
  const { size } = picture;
  const { screen } = viewport;
  viewport.camera = seen === "all" ? fit(size, screen) : beginning(size, screen, drawn?.options.rankdir ?? "TB");
}

/** Let the node in the middle stay where it is, however much the rest has changed. */
function stay(before: ReadonlyMap<string, Box>): void {
  const common = new Map([...before].filter(([id]) => picture.boxes.has(id)));
  const id = nearestTo(common, viewport.camera, viewport.screen);
  const [old, present] = [before.get(id ?? ""), picture.boxes.get(id ?? "")];
  if (old && present) viewport.camera = hold(viewport.camera, old, present);
}

function restored({ wanted, model }: Drawing): Kept | undefined {
  const kept = editor.getState() as Kept | undefined;
  return kept?.wanted.uri === wanted.uri && kept.wanted.model === model ? kept : undefined;
}

function keep(): void {
  if (!drawn) return;
  const { wanted } = drawn;
  editor.setState({ wanted, camera: viewport.camera, seen, coloured: toolbar.coloured } satisfies Kept);
}

function colour(): void {
  picture.colour(toolbar.coloured && drawn ? shares(drawn.nodes) : undefined);
}

function showAll(): void {
  seen = "all";
  look();
  keep();
}

function see(id: string, from: typeof reveal = reveal): void {
  const box = picture.boxes.get(id);
  if (!box) return;
  const camera = from(viewport.camera, box, viewport.screen);
  if (camera.x === viewport.camera.x && camera.y === viewport.camera.y && camera.scale === viewport.camera.scale) return;
  seen = "moved";
  viewport.camera = camera;
  keep();
}

function light(ids: readonly string[]): void {
  lit = ids;
  picture.mark("lit", ids);
  const [first] = ids;
  if (first === undefined) return;
  see(first);
  const node = drawn?.nodes.find(({ id }) => id === first);
  if (node) byId("told").textContent = sentence(node);
}

function find(text: string): readonly string[] {
  const found = search(drawn?.nodes ?? [], text);
  picture.mark("found", found);
  canvas.classList.toggle("searched", found.length > 0);
  return found;
}

function outdated(reason: string): void {
  const element = byId("outdated");
  element.textContent = reason;
  element.hidden = reason === "";
  document.body.classList.toggle("outdated", reason !== "");
}

function focused(): string | undefined {
  return nodeOf(document.activeElement);
}

function focus(id: string, from = reveal): void {
  picture.reachable(id);
  picture.element(id)?.focus({ preventScroll: true });
  see(id, from);
}

function nodeOf(target: EventTarget | null): string | undefined {
  if (!(target instanceof Element)) return undefined;
  return target.closest<SVGGElement>("[data-node]")?.dataset.node;
}

function isFoldable(id: string): boolean {
  return drawn?.nodes.some((node) => node.id === id && node.children > 0) ?? false;
}

async function tried(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    editor.postMessage({ type: "failed", reason: error instanceof Error ? error.message : String(error) });
  }
}

function receive(message: ToPage): void {
  switch (message.type) {
    case "drawing":
      return void tried(() => draw(message.drawing, message.outdated));
    case "outdated":
      byId("waiting").textContent = drawn ? "" : message.reason;
      outdated(message.reason);
      return;
    case "lit":
      light(message.ids);
      return;
    case "hover": {
      const node = drawn?.nodes.find(({ id }) => id === message.id);
      const beside = picture.element(message.id)?.getBoundingClientRect();
      if (node && beside) hover.show(node, message.markdown, beside);
    }
  }
}

function press(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
  const direction = ARROWS[event.key];
  const id = nodeOf(event.target);
  if (direction && id !== undefined) {
    const next = neighbour(picture.boxes, id, direction);
    if (next !== undefined) focus(next);
  } else if (event.key === "Enter" && id !== undefined) editor.postMessage({ type: "goTo", id });
  else if (event.key === " " && id !== undefined && isFoldable(id)) editor.postMessage({ type: "fold", id });
  else if (event.key === "+" || event.key === "=") viewport.step(1);
  else if (event.key === "-") viewport.step(-1);
  else if (event.key === "0") showAll();
  else if (event.key === "/") byId("search").focus();
  else if (event.key === "Escape") hover.leave();
  else return;
  event.preventDefault();
}

canvas.addEventListener("click", (event) => {
  const id = nodeOf(event.target);
  if (id === undefined) return;
  const onFold = event.target instanceof Element && event.target.closest(".fold") !== null;
  picture.reachable(id);
  if (!onFold) {
    selected = [id];
    picture.mark("selected", selected);
  }
  editor.postMessage({ type: onFold ? "fold" : "goTo", id });
});
canvas.addEventListener("pointerover", (event) => {
  const id = nodeOf(event.target);
  if (id === undefined || event.buttons !== 0) hover.leave();
  else hover.enter(id);
});
canvas.addEventListener("pointerleave", () => hover.leave());
canvas.style.setProperty("--fitting", String(fitting()));
document.addEventListener("keydown", press);
window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => receive(data));
new ResizeObserver(() => {
  if (drawn && seen !== "moved") look();
}).observe(byId("viewport"));
editor.postMessage({ type: "ready" });
