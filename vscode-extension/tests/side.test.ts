// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { body } from "../src/panel/page";
import { Side } from "../src/panel/view/side";
import type { LayerAnswer } from "../src/protocol";
import { node } from "./nodes";

const [first, second] = [node("layer.a", { error: "cannot be" }), node("layer.b")];
const NODES = [first, second];
const TOLD: LayerAnswer = {
  path: ["a"],
  name: "a",
  class: "Dense",
  markdown: "",
  rows: [["output", "(None, 2)"], ["output", "(None, 3)"]],
  page: "https://keras.io/api/layers/core_layers/dense/",
  config: [["units", "2"]],
  problems: [{ severity: "error", code: "KL101", message: "`a` cannot be", uri: null, range: null }],
  inbound: [],
  outbound: [["b"], ["gone"]],
};

let asked: string[];
let side: Side;

beforeEach(() => {
  document.body.innerHTML = body();
  asked = [];
  const note = (name: string) => (...words: unknown[]) => asked.push([name, ...words].join(" "));
  side = new Side({
    describe: note("describe"),
    goTo: note("goTo"),
    goToCall: note("goToCall"),
    choose: note("choose"),
    fix: note("fix"),
    toggled: vi.fn(),
    closed: note("closed"),
  });
});

function texts(selector: string): (string | null)[] {
  return [...document.querySelectorAll(`#side ${selector}`)].map((element) => element.textContent);
}

function click(selector: string): void {
  document.querySelector<HTMLElement>(`#side ${selector}`)?.click();
}

test("what the picture knows is shown until the server has told more", () => {
  side.open(first, NODES);
  expect([side.isOpen, ...asked]).toEqual([true, "describe layer.a"]);
  expect(texts(".problem p")).toEqual(["cannot be"]);
  side.show("layer.a", TOLD);
  expect(texts("dd")).toEqual(["(None, 2)", "(None, 3)", "2"]);
  expect(texts("dt")).toEqual(["output", "", "units"]);
  expect(texts(".problem code")).toEqual(["a"]);
  expect(document.querySelector<HTMLAnchorElement>("#side h2 a")?.href).toBe(TOLD.page);
});

test("what stands for several layers tells what they are, and nobody is asked for more", () => {
  const group = node("repeats.a", { repeats: 2, children: 2, class: "2 layers", params: 40 });
  side.open(group, [group, node("layer.a", { parent: "repeats.a" }), node("layer.a2", { parent: "repeats.a" })]);
  expect(asked).toEqual([]);
  expect(texts("dd")).toEqual(["(None, 2)", "40 params"]);
  expect(texts(".links button")).toEqual(["a", "a2"]);
});

test("of what was removed the picture's own knowledge is told", () => {
  const gone = node("ghost.a", { change: "removed", range: null, params: 8 });
  side.open(gone, [gone]);
  expect(asked).toEqual([]);
  expect(texts(".note")).toEqual(["This layer was removed."]);
  expect(texts("dd")).toEqual(["(None, 2)", "8 params"]);
});

test("what is told late of another layer is not shown", () => {
  side.open(second, NODES);
  side.show("layer.a", TOLD);
  side.offer("layer.a", [["Mend it"]]);
  expect(texts("h2")).toEqual(["b Dense"]);
  expect(texts(".problem button")).toEqual([]);
});

test("links, fixes and the ways to the source do what they say", () => {
  side.open(first, NODES);
  side.show("layer.a", TOLD);
  side.offer("layer.a", [["Mend it"]]);
  expect(texts(".link")).toEqual(["b"]);
  asked = [];
  click(".problem button");
  click(".link");
  click(".ways button");
  click("#closeSide");
  expect(asked).toEqual(["fix layer.a 0 0", "choose layer.b", "goTo layer.a", "closed"]);
  expect(side.isOpen).toBe(false);
});

test("a layer that is called elsewhere has two places", () => {
  side.open({ ...second, called: { uri: "file:///m.py", range: null } }, NODES);
  expect(texts(".ways button")).toEqual(["Go to call", "Go to definition"]);
  click(".ways button");
  expect(asked.at(-1)).toBe("goToCall layer.b");
});

test("that a layer is gone is said", () => {
  side.open(first, NODES);
  side.gone("a");
  side.show("layer.a", TOLD);
  expect(texts("p")).toEqual(["This layer is not in the model any more."]);
});
