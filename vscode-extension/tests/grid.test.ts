// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { body, page } from "../src/summary/page";
import { Grid, severityOf } from "../src/summary/view/grid";
import { listed, type Sort, wordsOf } from "../src/summary/view/order";
import { COLUMNS, summaryRow } from "./nodes";

const FAILURE = { severity: "error", code: "KL102", message: "`add` cannot", uri: null, range: null } as const;
const ROWS = [
  summaryRow("layer.image", { class: "InputLayer" }),
  summaryRow("layer.encoder", { children: 1, params: 4 }),
  summaryRow("layer.encoder.dense", { parent: "layer.encoder", name: "dense", params: 4, frozen: true, share: 0.25 }),
  summaryRow("layer.add", { problems: [{ ...FAILURE, severity: "warning" }, FAILURE] }),
];

let grid: Grid;
let sorted: number[];

beforeEach(() => {
  document.body.innerHTML = body();
  sorted = [];
  grid = new Grid((column) => sorted.push(column));
  grid.take(COLUMNS, ROWS);
});

function list({ filter = "", folds = {}, sort }: { filter?: string; folds?: Record<string, boolean>; sort?: Sort } = {}): void {
  grid.list(listed(ROWS, { filter, folds, sort }), wordsOf(filter), sort);
}

function row(id: string): HTMLElement | null {
  return document.querySelector(`tr[data-row="layer.${id}"]`);
}

test("a row says where it is, and whether it is folded", () => {
  list();
  expect(row("encoder")?.getAttribute("aria-expanded")).toBe("true");
  expect(row("encoder.dense")?.getAttribute("aria-level")).toBe("2");
  expect(row("image")?.hasAttribute("aria-expanded")).toBe(false);
  list({ folds: { "layer.encoder": true } });
  expect(row("encoder")?.getAttribute("aria-expanded")).toBe("false");
  expect(row("encoder.dense")).toBeNull();
  expect(grid.listed).toEqual(["layer.image", "layer.encoder", "layer.add"]);
});

test("the head of a column says how it is sorted, and asks to be", () => {
  list({ sort: { column: 2, down: true } });
  const orders = [...document.querySelectorAll("th")].map((head) => head.getAttribute("aria-sort"));
  expect(orders).toEqual(["none", "none", "descending"]);
  document.querySelectorAll<HTMLElement>("th button")[1]?.click();
  expect(sorted).toEqual([1]);
});

test("one row is on the way of Tab, and it stays that one", () => {
  const reachable = () => [...document.querySelectorAll<HTMLElement>("tbody tr")].filter(({ tabIndex }) => tabIndex === 0);
  list();
  expect(reachable()).toEqual([row("image")]);
  grid.focus("layer.add");
  list({ sort: { column: 2, down: true } });
  expect(reachable()).toEqual([row("add")]);
  expect(grid.focused).toBe("layer.add");
  expect([grid.neighbour("first"), grid.neighbour("up"), grid.neighbour("down")]).toEqual([
    "layer.encoder", "layer.image", "layer.add",
  ]);
});

test("what was sought is marked, and not any more when nothing is", () => {
  list({ filter: "DENSE" });
  expect([...document.querySelectorAll("mark")].map(({ textContent }) => textContent)).toContain("dense");
  expect(row("encoder")?.classList.contains("around")).toBe(false);
  list({ filter: "dense dense" });
  list();
  expect(document.querySelector("mark")).toBeNull();
  expect(row("encoder.dense")?.querySelector(".name")?.textContent).toBe("dense");
});

test("a layer that fails says why, and the worst of it marks the row", () => {
  list();
  expect(severityOf(summaryRow("layer.a"))).toBeUndefined();
  expect(row("add")?.classList.contains("error")).toBe(true);
  expect([...(row("add")?.querySelectorAll(".told") ?? [])].map(({ textContent }) => textContent)).toEqual([
    "KL102 add cannot", "KL102 add cannot",
  ]);
});

test("what is frozen has a mark", () => {
  list();
  expect(row("encoder.dense")?.querySelector(".of-params")?.textContent).toBe("4 *");
});

test("the page needs nothing that its policy forbids", () => {
  const whole = page({ source: "https://files", style: "s.css", script: "m.js", nonce: "abc" });
  expect(whole).not.toMatch(/ style="| on[a-z]+="|javascript:/);
  expect(/Content-Security-Policy" content="([^"]+)"/.exec(whole)?.[1]).toBe(
    "default-src 'none'; style-src https://files; script-src 'nonce-abc'",
  );
});
