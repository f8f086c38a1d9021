// The page of the summary: the table, and what the user does with it.

import type { SummaryRow } from "../../protocol";
import { below, byId, outdated } from "../../webview/view/elements";
import { Hover } from "../../webview/view/hover";
import { failure } from "../../webview/view/wording";
import type { CopyFormat, Shown, ToExtension, ToPage } from "../messages";
import { Grid, idOf, severityOf } from "./grid";
import type { Kept } from "./kept";
import { type Command, commandOf } from "./keys";
import { type Arrangement, foldsOf, listed, nextSort, standIn, wordsOf } from "./order";

declare function acquireVsCodeApi(): {
  postMessage(message: ToExtension): void;
  getState(): unknown;
  setState(state: unknown): void;
};

const editor = acquireVsCodeApi();
const scroll = byId("scroll");
const filter = byId("filter") as HTMLInputElement;
const models = byId("model") as HTMLSelectElement;
const pin = byId("pin");
const hover = new Hover(byId("hover"), (id) => editor.postMessage({ type: "hover", id }));
const grid = new Grid((column) => {
  change({ sort: nextSort(arrangement.sort, column, rows()) });
});

let shown: Shown | undefined;
let arrangement: Arrangement = { filter: "", folds: {} };
/** Where the cursor stands in the source, or what was chosen. */
let lit: readonly string[] = [];

function show(summary: Shown, reason: string): void {
  const same = shown?.wanted.uri === summary.wanted.uri && shown.model === summary.model;
  const kept = shown ? undefined : restored(summary);
  shown = summary;
  if (kept) ({ arrangement } = kept);
  else if (!same) arrangement = { sort: arrangement.sort, filter: "", folds: {} };
  if (!same) lit = [];
  // A summary of another model may have fewer columns.
  if ((arrangement.sort?.column ?? 0) >= summary.columns.length) arrangement = { ...arrangement, sort: undefined };
  const { scrollTop } = scroll;
  hover.leave();
  byId("waiting").hidden = true;
  filter.value = arrangement.filter;
  models.replaceChildren(...summary.models.map(({ id, name }) => new Option(name, id, false, id === summary.model)));
  pinned(summary.wanted.pinned === true);
  byId("folding").hidden = !summary.rows.some(({ children }) => children > 0);
  grid.take(summary.columns, summary.rows);
  totals(summary);
  failing(summary.rows);
  outdated(reason);
  list();
  scroll.scrollTop = kept ? kept.top : same ? scrollTop : 0;
  document.body.dataset.shown = summary.model;
  keep();
}

function rows(): readonly SummaryRow[] {
  return shown?.rows ?? [];
}

function list(): void {
  const found = listed(rows(), arrangement);
  const words = wordsOf(arrangement.filter);
  grid.list(found, words, arrangement.sort);
  const hits = found.filter(({ around }) => !around).length;
  byId("found").textContent = words.length === 0 ? "" : `${hits} of ${rows().length}`;
  byId("none").hidden = hits > 0;
  light(lit, { reveal: false });
}

function change(part: Partial<Arrangement>): void {
  arrangement = { ...arrangement, ...part };
  list();
  keep();
}

function restored({ wanted, model }: Shown): Kept | undefined {
  const kept = editor.getState() as Kept | undefined;
  return kept?.wanted.uri === wanted.uri && kept.wanted.model === model ? kept : undefined;
}

function keep(): void {
  if (shown) editor.setState({ wanted: shown.wanted, arrangement, top: scroll.scrollTop } satisfies Kept);
}

function light(ids: readonly string[], { reveal = true } = {}): void {
  lit = ids;
  const inSight = new Set(grid.listed);
  const found = ids.flatMap((id) => standIn(rows(), inSight, id) ?? []);
  grid.light([...new Set(found)], { reveal });
}

function fold(id: string, folded: boolean): void {
  change({ folds: { ...arrangement.folds, [id]: folded } });
}

function foldAll(folded: boolean): void {
  change({ folds: Object.fromEntries(rows().flatMap(({ id, children }) => (children > 0 ? [[id, folded]] : []))) });
}

function isFolded(id: string): boolean | undefined {
  return foldsOf(rows(), arrangement.folds).get(id);
}

function totals({ totals: figures, notes }: Shown): void {
  byId("totals").replaceChildren(
    ...figures.flatMap(({ title, text }) => {
      const pair = document.createElement("div");
      pair.append(made("dt", title), made("dd", text));
      return pair;
    }),
  );
  byId("notes").replaceChildren(...notes.map((note) => made("li", note)));
}

function made(tag: string, text: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

/** Say above the table which layer fails: it may be far below. */
function failing(all: readonly SummaryRow[]): void {
  const found = all.filter((row) => severityOf(row) === "error");
  const [first] = found;
  byId("problem").hidden = first === undefined;
  if (!first) return;
  const said = first.problems.find(({ severity }) => severity === "error")?.message ?? "";
  byId("showProblem").textContent = failure(first.name, said, found.length);
  byId("showProblem").dataset.of = first.id;
}

function pinned(on: boolean): void {
  pin.setAttribute("aria-pressed", String(on));
  pin.textContent = on ? "Pinned" : "Pin";
}

/** Look at a row: the keys are there, and panels beside show it, too. */
function goTo(id: string | undefined): void {
  if (id === undefined) return;
  grid.focus(id);
  light([id]);
  editor.postMessage({ type: "choose", id });
}

/** Bring a row in sight, whatever is filtered out or folded. */
function uncover(id: string): void {
  const byRow = new Map(rows().map((row) => [row.id, row]));
  const folds = { ...arrangement.folds };
  for (let row = byRow.get(byRow.get(id)?.parent ?? ""); row; row = byRow.get(row.parent ?? "")) folds[row.id] = false;
  filter.value = "";
  change({ filter: "", folds });
  goTo(id);
}

function receive(message: ToPage): void {
  switch (message.type) {
    case "summary":
      show(message.summary, message.outdated);
      return;
    case "outdated":
      byId("waiting").textContent = shown ? "" : message.reason;
      outdated(message.reason);
      return;
    case "lit":
      light(message.ids);
      return;
    case "hover": {
      const row = rows().find(({ id }) => id === message.id);
      const beside = grid.box(message.id);
      if (row && beside) hover.show(row, message.markdown, beside);
    }
  }
}

function press(event: KeyboardEvent): void {
  const command = commandOf(event);
  const { target } = event;
  if (!command || (target instanceof Element && target.closest("[popover]"))) return;
  const isControl = target instanceof Element && target.closest("input, select, button") !== null;
  if (isControl && command !== "filter" && target !== filter) return;
  if (target === filter ? !obeyInFilter(command, event) : !obey(command)) return;
  event.preventDefault();
  // The editor would take the key as well: Ctrl+F opens its own search.
  event.stopPropagation();
}

function obeyInFilter(command: Command, { key }: KeyboardEvent): boolean {
  switch (command) {
    case "escape":
      if (filter.value === "") grid.focus(grid.current);
      filter.value = "";
      change({ filter: "" });
      return true;
    case "down":
    case "source":
      goTo(grid.listed[0]);
      return true;
    case "filter":
      // With Ctrl it selects what stands there; a slash is a slash.
      filter.select();
      return key !== "/";
    default:
      return false;
  }
}

/** Whether a command could be done. */
function obey(command: Command): boolean {
  const id = grid.current;
  const row = rows().find((each) => each.id === id);
  switch (command) {
    case "filter":
      filter.focus();
      filter.select();
      return true;
    case "escape":
      hover.leave();
      return true;
    case "source":
    case "peek":
      if (id !== undefined) editor.postMessage({ type: command === "source" ? "goTo" : "visit", id });
      return true;
    case "fold":
      if (id !== undefined && isFolded(id) === false) fold(id, true);
      else if (row?.parent != null) goTo(row.parent);
      return true;
    case "unfold":
      if (id !== undefined && isFolded(id) === true) fold(id, false);
      else if (row && row.children > 0) goTo(rows().find(({ parent }) => parent === id)?.id);
      return true;
    default:
      goTo(grid.neighbour(command));
      return true;
  }
}

const body = byId("table");
body.addEventListener("click", ({ target }) => {
  const id = idOf(target);
  if (id === undefined || !(target instanceof Element)) return;
  // Who marks a text with the mouse means the text.
  if (document.getSelection()?.isCollapsed === false) return;
  grid.focus(id);
  if (target.closest(".twisty:not(.none)")) {
    fold(id, isFolded(id) === false);
    return;
  }
  hover.leave();
  light([id]);
  editor.postMessage({ type: "visit", id });
});
body.addEventListener("dblclick", ({ target }) => {
  const id = idOf(target);
  if (id === undefined || (target instanceof Element && target.closest(".twisty:not(.none)"))) return;
  document.getSelection()?.empty();
  editor.postMessage({ type: "goTo", id });
});
body.addEventListener("pointerover", ({ target, buttons }) => {
  const id = idOf(target);
  if (id === undefined || buttons !== 0) hover.leave();
  else hover.enter(id);
});
body.addEventListener("pointerleave", () => hover.leave());
scroll.addEventListener("scroll", () => {
  hover.leave();
  keep();
});
filter.addEventListener("input", () => change({ filter: filter.value }));
models.addEventListener("change", () => editor.postMessage({ type: "model", id: models.value }));
byId("foldAll").addEventListener("click", () => foldAll(true));
byId("unfoldAll").addEventListener("click", () => foldAll(false));
byId("showProblem").addEventListener("click", () => uncover(byId("showProblem").dataset.of ?? ""));
pin.addEventListener("click", () => {
  const on = pin.getAttribute("aria-pressed") !== "true";
  pinned(on);
  if (shown) shown = { ...shown, wanted: { ...shown.wanted, pinned: on } };
  editor.postMessage({ type: "pin", pinned: on });
  keep();
});
byId("copy").addEventListener("toggle", () => below(byId("copyButton"), byId("copy")));
for (const button of document.querySelectorAll<HTMLElement>("[data-copy]")) {
  button.addEventListener("click", () => {
    byId("copy").hidePopover();
    editor.postMessage({ type: "copy", format: button.dataset.copy as CopyFormat, ids: grid.listed });
  });
}
byId("openText").addEventListener("click", () => {
  byId("copy").hidePopover();
  editor.postMessage({ type: "text" });
});
document.addEventListener("keydown", press);
window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => receive(data));
window.addEventListener("focus", () => {
  if (document.activeElement === document.body) grid.focus(grid.current);
});
editor.postMessage({ type: "ready" });
