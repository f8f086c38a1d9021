// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { body } from "../src/panel/page";
import { Finder } from "../src/panel/view/finder";
import { search } from "../src/panel/view/wording";
import { node } from "./nodes";

const NODES = Array.from({ length: 60 }, (_, index) => node(`layer.dense_${index}`));

let chosen: string[];

beforeEach(() => {
  document.body.innerHTML = body();
  Element.prototype.scrollIntoView = vi.fn();
  chosen = [];
  new Finder({ find: (text) => search(NODES, text), choose: (id) => chosen.push(id), leave: vi.fn() });
});

function field(): HTMLInputElement {
  return document.getElementById("search") as HTMLInputElement;
}

function type(text: string): void {
  field().focus();
  field().value = text;
  field().dispatchEvent(new Event("input"));
}

function press(...keys: string[]): void {
  for (const key of keys) field().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
}

function texts(selector: string): (string | null)[] {
  return [...document.querySelectorAll(selector)].map((element) => element.textContent);
}

test("some dozens of hits are listed, the others counted", () => {
  type("dense");
  expect(texts(".hit")).toHaveLength(40);
  expect(texts("#hits .more")).toEqual(["… and 20 more; type more to find fewer"]);
  expect(texts("#found")).toEqual(["60"]);
  expect(field().getAttribute("aria-expanded")).toBe("true");
});

test("arrows and Enter choose a hit, and Enter again the next one", () => {
  type("dense_1");
  press("ArrowDown", "ArrowDown", "ArrowUp", "Enter");
  expect(chosen).toEqual(["layer.dense_10"]);
  expect(texts("#found")).toEqual(["2/11"]);
  expect(document.getElementById("hits")?.hidden).toBe(true);
  press("Enter");
  expect(chosen.at(-1)).toBe("layer.dense_11");
});

test("above the first hit stands the last one", () => {
  type("dense_5");
  press("ArrowUp", "Enter");
  expect(chosen).toEqual(["layer.dense_59"]);
});

test("a click chooses a hit, Escape takes the text away", () => {
  type("dense_2");
  document.querySelector<HTMLElement>("#hit1")?.click();
  expect(chosen).toEqual(["layer.dense_20"]);
  press("Escape");
  expect([field().value, ...texts("#found")]).toEqual(["", ""]);
});

test("that nothing is found is said", () => {
  type("lstm");
  expect(texts("#hits .more")).toEqual(["No layer has this name, class or shape."]);
  press("Enter");
  expect(chosen).toEqual([]);
});
