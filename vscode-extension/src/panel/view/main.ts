// The page of the plot panel: the picture, what is told of it, and what the user does with it.

import type { Node } from "../../protocol";
import { byId, outdated } from "../../webview/view/elements";
import { Hover } from "../../webview/view/hover";
import type { Drawing, ToExtension, ToPage } from "../messages";
import { copy, exported } from "./export";
import { Finder } from "./finder";
import { approach, around, beginning, type Box, fit, hold, LEGIBLE, nearestTo, reveal } from "./geometry";
import { fitting } from "./font";
import { Graphviz } from "./graphviz";
import type { Kept, Seen } from "./kept";
import { Keyboard, nodeOf } from "./keyboard";
import { Legend } from "./legend";
import { Minimap } from "./minimap";
import { Picture } from "./picture";
import { Side } from "./side";
import { Splitter } from "./splitter";
import { Toolbar } from "./toolbar";
import { Viewport } from "./viewport";
import { search, sentence, shares } from "./wording";

declare function acquireVsCodeApi(): {
  postMessage(message: ToExtension): void;
  getState(): unknown;
  setState(state: unknown): void;
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
}, (camera) => {
  canvas.classList.toggle("far", camera.scale < LEGIBLE);
  minimap.follow(camera, viewport.screen);
});
const minimap = new Minimap(byId("map") as unknown as SVGSVGElement, (point) => {
  seen = "moved";
  viewport.camera = around(viewport.camera, point, viewport.screen);
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
  export: (format, scale) => void tried(async () => {
    if (!drawn) return;
    editor.postMessage({ type: "export", format, content: await exported(format, drawn.dot, drawn.svg, scale) });
  }),
  figure: (format) => editor.postMessage({ type: "figure", format }),
  copy: (format, scale) => void tried(async () => {
    if (!drawn) return;
    await copy(format, drawn.svg, scale);
    editor.postMessage({ type: "told", text: `copied the plot as ${format.toUpperCase()}` });
  }),
  pin: (pinned) => {
    if (drawn) drawn = { ...drawn, wanted: { ...drawn.wanted, pinned } };
    editor.postMessage({ type: "pin", pinned });
    keep();
  },
  zoom: (steps) => viewport.step(steps),
  fit: showAll,
  show: (id) => focus(id, approach),
});
const finder = new Finder({
  find,
  choose: (id, leave) => {
    show(id);
    if (leave) toPicture();
  },
  leave: toPicture,
});
const side = new Side({
  describe: (id) => editor.postMessage({ type: "describe", id }),
  goTo: (id) => editor.postMessage({ type: "goTo", id }),
  goToCall: (id) => editor.postMessage({ type: "goToCall", id }),
  choose: (id) => {
    show(id);
    side.focus();
  },
  fix: (id, problem, fix) => editor.postMessage({ type: "fix", id, problem, fix }),
  toggled: () => {
    settled = false;
    keep();
  },
  closed: toPicture,
});
const legend = new Legend((ids) => {
  picture.mark("among", ids);
  canvas.classList.toggle("sorted", ids.length > 0);
});
const keyboard = new Keyboard(picture, byId("viewport"), {
  focus,
  source: visit,
  fold: (id) => {
    const foldable = drawn?.nodes.some((node) => node.id === id && node.children > 0) ?? false;
    if (foldable) editor.postMessage({ type: "fold", id });
    return foldable;
  },
  zoom: (steps) => viewport.step(steps),
  fit: showAll,
  search: () => finder.focus(),
  escape: () => {
    hover.leave();
    side.close();
  },
});
const splitter = new Splitter(byId("splitter"), byId("room"), keep);

let drawn: (Drawing & { readonly svg: string }) | undefined;
let seen: Seen = "first";
/** Where the cursor stands in the source. */
let lit: readonly string[] = [];
/** What was chosen last. */
let selected: Node | undefined;
/** What is to be shown as soon as it is drawn. */
let awaited: string | undefined;
/** The picture has been fitted to the room that it has since the details were opened or closed. */
let settled = true;

async function draw(drawing: Drawing, reason: string): Promise<void> {
  const svg = await graphviz.draw(drawing.dot);
  if (svg === undefined) return;
  const before = { boxes: new Map(picture.boxes), focused: keyboard.focused };
  const same = drawn?.wanted.uri === drawing.wanted.uri && drawn.model === drawing.model;
  const turned = drawn?.options.rankdir !== drawing.options.rankdir;
  const kept = drawn ? undefined : restored(drawing);
  drawn = { ...drawing, svg };
  hover.leave();
  picture.show(svg, drawing.nodes, drawing.folded);
  picture.mark("lit", lit);
  legend.show(drawing.nodes);
  minimap.show(picture.size, picture.boxes, drawing.nodes);
  byId("waiting").hidden = true;
  if (kept) {
    ({ seen } = kept);
    viewport.camera = kept.camera;
    toolbar.coloured = kept.coloured;
    splitter.share = kept.side.share;
  } else if (!same || turned) seen = "first";
  details(same, kept?.side);
  if (seen === "moved") {
    if (!kept) stay(before.boxes);
  } else look();
  document.body.dataset.drawn = drawing.model;
  colour();
  if (!same) finder.sought = "";
  toolbar.show(drawing, picture.boxes);
  finder.again();
  outdated(reason);
  const first = before.focused ?? selected?.id ?? drawing.nodes[0]?.id;
  if (first !== undefined) picture.reachable(picture.element(first) ? first : (drawing.nodes[0]?.id ?? first));
  // Who works elsewhere keeps the keys there.
  if (before.focused !== undefined && document.hasFocus()) picture.element(before.focused)?.focus({ preventScroll: true });
  if (!same) light(lit);
  if (awaited !== undefined && picture.boxes.has(awaited)) show(awaited);
  keep();
}

/** Let the details tell of the same layer again; of another model they tell nothing yet. */
function details(same: boolean, kept: Kept["side"] | undefined): void {
  const id = kept?.selected ?? (same ? selected?.id : undefined);
  const before = selected;
  selected = nodes().find((node) => node.id === id);
  picture.mark("selected", selected ? [selected.id] : []);
  if (kept?.open === true || side.isOpen) side.open(selected, nodes());
  if (side.isOpen && same && before && !selected) side.gone(before.name);
}

/** All layers of the model, drawn or folded. */
function nodes(): readonly Node[] {
  return drawn ? [...drawn.nodes, ...drawn.folded] : [];
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
  const { camera } = viewport;
  const aside = { open: side.isOpen, share: splitter.share, selected: selected?.id };
  editor.setState({ wanted, camera, seen, coloured: toolbar.coloured, side: aside } satisfies Kept);
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

function find(text: string): readonly Node[] {
  const found = search(nodes(), text);
  picture.mark("found", found.map(({ id }) => id));
  canvas.classList.toggle("searched", found.some(({ id }) => picture.shown(id) !== undefined));
  return found;
}

/** Make this the node that the details are of; they are opened for it, or tell of it if they are open. */
function select(id: string, { opening }: { opening: boolean }): void {
  selected = nodes().find((node) => node.id === id);
  picture.mark("selected", [id]);
  if (opening || side.isOpen) side.open(selected, nodes());
  keep();
}

/** Select a node and come near enough to read it; what is folded around it is unfolded first. */
function show(id: string): void {
  if (!picture.boxes.has(id)) {
    awaited = id;
    editor.postMessage({ type: "unfold", id });
    return;
  }
  awaited = undefined;
  select(id, { opening: false });
  picture.reachable(id);
  see(id, approach);
}

function toPicture(): void {
  (picture.entrance ?? byId("viewport")).focus({ preventScroll: true });
}

function focus(id: string, from = reveal): void {
  picture.reachable(id);
  picture.element(id)?.focus({ preventScroll: true });
  see(id, from);
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
      return;
    }
    case "details":
      side.show(message.id, message.details);
      return;
    case "fixes":
      side.offer(message.id, message.fixes);
  }
}

/** Tell all of a node, and go to its source. */
function visit(id: string): void {
  hover.leave();
  select(id, { opening: true });
  see(id);
  if (selected?.change !== "removed") editor.postMessage({ type: "goTo", id });
}

canvas.addEventListener("click", (event) => {
  const id = nodeOf(event.target);
  if (id === undefined) return;
  picture.reachable(id);
  if (event.target instanceof Element && event.target.closest(".fold") !== null) editor.postMessage({ type: "fold", id });
  else visit(id);
});
canvas.addEventListener("pointerover", (event) => {
  const id = nodeOf(event.target);
  // What the details say already is not said twice.
  if (id === undefined || event.buttons !== 0 || (side.isOpen && id === selected?.id)) hover.leave();
  else hover.enter(id);
});
canvas.addEventListener("pointerleave", () => hover.leave());
canvas.style.setProperty("--fitting", String(fitting()));
window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => receive(data));
window.addEventListener("focus", () => {
  if (document.activeElement === document.body) toPicture();
});
new ResizeObserver(() => {
  // Under the pointer that opened the details, the picture stays where it is.
  if (drawn && seen !== "moved" && settled) look();
  else minimap.follow(viewport.camera, viewport.screen);
  settled = true;
}).observe(byId("viewport"));
editor.postMessage({ type: "ready" });
