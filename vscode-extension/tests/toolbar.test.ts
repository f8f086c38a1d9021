// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { body } from "../src/panel/page";
import { Toolbar, type Actions } from "../src/panel/view/toolbar";
import type { Change, PlotOptions } from "../src/protocol";

const OPTIONS: PlotOptions = {
  showShapes: true,
  shapesOnEdges: false,
  showLayerNames: true,
  showDtype: false,
  showLayerActivations: false,
  showTrainable: false,
  showCosts: false,
  expandNested: false,
  foldRepeats: true,
  rankdir: "TB",
  showChanges: "save",
};

let asked: Partial<PlotOptions>[];
let pins: boolean[];
let toolbar: Toolbar;

beforeEach(() => {
  document.body.innerHTML = body();
  asked = [];
  pins = [];
  const nothing = vi.fn();
  const actions: Actions = {
    model: nothing,
    options: (options) => asked.push(options),
    shares: nothing,
    export: nothing,
    figure: nothing,
    zoom: nothing,
    fit: nothing,
    copy: nothing,
    pin: (pinned) => pins.push(pinned),
    show: nothing,
  };
  toolbar = new Toolbar(actions);
});

function select(id: string): HTMLSelectElement {
  return document.getElementById(id) as HTMLSelectElement;
}

test("changes are coloured since what was chosen", () => {
  select("showChanges").value = "head";
  select("showChanges").dispatchEvent(new Event("change"));
  select("rankdir").value = "LR";
  select("rankdir").dispatchEvent(new Event("change"));
  expect(asked).toEqual([{ showChanges: "head" }, { rankdir: "LR" }]);
});

test("the controls show what is drawn", () => {
  const wanted = { uri: "file:///m.py", options: {}, exceptions: [] };
  const drawing = { wanted, dot: "", nodes: [], folded: [], options: OPTIONS, model: "m", models: [{ id: "m", name: "model" }], changes: null };
  toolbar.show(drawing, new Map());
  expect([select("model").value, select("showChanges").value, select("rankdir").value]).toEqual(["m", "save", "TB"]);
});

test("it is counted what changed", () => {
  const layers = (["added", "added", "removed", "changed"] as const).map((change) => ({ path: ["a"], change }));
  const drawing = {
    wanted: { uri: "file:///m.py", options: {}, exceptions: [] }, dot: "", nodes: [], folded: [], model: "m", models: [],
  };
  const shown = (changes: Change | null, options = OPTIONS) => {
    toolbar.show({ ...drawing, options, changes }, new Map());
    return document.getElementById("counts")?.textContent;
  };
  expect(shown({ text: "+8 params", params: 8, layers })).toBe("+2 −1 ~1");
  expect(shown(null)).toBe("no change");
  expect(shown(null, { ...OPTIONS, showChanges: "" })).toBe("");
});

test("a picture is pinned and let go, and is shown as it was left", () => {
  const pin = document.getElementById("pin");
  pin?.click();
  pin?.click();
  expect(pins).toEqual([true, false]);
  toolbar.pinned = true;
  expect(pin?.getAttribute("aria-pressed")).toBe("true");
});
