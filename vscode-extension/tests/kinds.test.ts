import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const css = readFileSync(join(import.meta.dirname, "../src/panel/view/kinds.css"), "utf8");
const [light = "", dark = ""] = [...css.matchAll(/(?::root|light\)) \{\n([^}]+)\}/g)].map(([, colours]) => colours);

/** How much of its colour is in the head of a node. */
const TINT = Math.max(...[...css.matchAll(/--tint: (\d+)%/g)].map(([, percent]) => Number(percent))) / 100;

type Colour = readonly number[];

function coloursIn(rules: string): Map<string, Colour> {
  return new Map([...rules.matchAll(/--(\w+): (#\w{6})/g)].map(([, kind = "", code = ""]) => [kind, parsed(code)]));
}

function parsed(code: string): Colour {
  return [1, 3, 5].map((at) => parseInt(code.slice(at, at + 2), 16) / 255);
}

function mixed(colour: Colour, share: number, other: Colour): Colour {
  return colour.map((part, index) => share * part + (1 - share) * (other[index] ?? 0));
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: Colour, b: Colour): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((first, second) => first - second);
  return (high + 0.05) / (low + 0.05);
}

for (const [name, rules, ink, paper] of [
  ["Light Modern", light, "#3b3b3b", "#ffffff"],
  ["Light+", light, "#000000", "#ffffff"],
  ["Dark Modern", dark, "#cccccc", "#1f1f1f"],
  ["Dark+", dark, "#d4d4d4", "#1e1e1e"],
] as const) {
  test(`${name}: text on the colour of each kind can be read, and each band be seen`, () => {
    const colours = coloursIn(rules);
    expect([...colours.keys()]).toEqual([
      "convolution", "dense", "recurrent", "attention", "embedding", "normalization", "activation", "pooling", "shape",
      "regularization", "own",
    ]);
    for (const [kind, colour] of colours) {
      const head = mixed(colour, TINT, mixed(parsed(ink), 0.12, parsed(paper)));
      expect(contrast(parsed(ink), head), kind).toBeGreaterThanOrEqual(4.5);
      expect(contrast(colour, parsed(paper)), kind).toBeGreaterThanOrEqual(3);
    }
  });
}
