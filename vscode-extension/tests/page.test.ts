import { expect, test } from "vitest";
import { page } from "../src/panel/page";

const RESOURCES = { source: "https://files", style: "s.css", script: "m.js", drawer: "d.js", nonce: "abc" };

test("nothing may run in the page but its script and Graphviz", () => {
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page(RESOURCES))?.[1] ?? "";
  expect(policy.split("; ")).toEqual([
    "default-src 'none'",
    "style-src https://files",
    "script-src 'nonce-abc' 'wasm-unsafe-eval'",
    "worker-src blob:",
    "connect-src https://files",
    "img-src data:",
  ]);
});

test("nothing in the page needs what the policy forbids", () => {
  expect(page(RESOURCES)).not.toMatch(/ style="| on[a-z]+="|javascript:/);
});

test("each option of plot_model can be chosen, and the costs", () => {
  const options = [...page(RESOURCES).matchAll(/data-option="(\w+)"/g)].map(([, name]) => name);
  expect(options).toEqual([
    "showShapes", "shapesOnEdges", "showLayerNames", "showDtype", "showLayerActivations", "showTrainable", "showCosts",
    "expandNested", "foldRepeats",
  ]);
});

test("changes can be coloured since the last save or since HEAD, and are not at first", () => {
  const select = /<select id="showChanges">([^]*?)<\/select>/.exec(page(RESOURCES))?.[1] ?? "";
  const values = [...select.matchAll(/<option value="(\w*)">/g)].map(([, value]) => value);
  expect(values).toEqual(["", "save", "head"]);
});
