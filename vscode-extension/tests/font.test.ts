import { expect, test } from "vitest";
import { fitted } from "../src/panel/view/font";

test("text is made smaller, nothing else", () => {
  const svg = '<rect width="14.00"/><text font-size="14.00">font</text><text font-size="16.00"/>';
  const smaller = '<rect width="14.00"/><text font-size="7.00">font</text><text font-size="8.00"/>';
  expect(fitted(svg, 0.5)).toBe(smaller);
  expect(fitted(svg, 1)).toBe(svg);
});
