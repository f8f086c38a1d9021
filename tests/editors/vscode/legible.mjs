// What makes large pictures legible: kinds of layers, repeats in one node, less from afar, a small map.

import assert from "node:assert/strict";
import { test } from "node:test";
import { here } from "./session.mjs";

const THEMES = [
  ["Default Light Modern", "vscode-light"],
  ["Default Dark Modern", "vscode-dark"],
  ["Default High Contrast", "vscode-high-contrast"],
];

/** Take a picture in each theme. */
async function pictures(name, themes = THEMES) {
  const { window } = here;
  for (const [theme, look] of themes) {
    here.server.configure({ "workbench.colorTheme": theme });
    await window.plot.locator(`body.${look}`).waitFor();
    await window.screenshot(`${name}-${look}`);
  }
  here.server.configure({});
  await window.plot.locator("body.vscode-light").waitFor();
}

function entry(kind) {
  return here.window.plot.locator(`#legend [data-kind=${kind}]`);
}

test("legible: a legend tells the kinds of layers, and a click where they are", async () => {
  const { window } = here;
  await window.openFile("u_net.py");
  await window.sees("→ (None, 128, 128, 64)");
  await window.command("Keras: Show Model Plot");
  await window.node("double_conv_1").waitFor();
  const kinds = await window.plot.locator("#legend button").allInnerTexts();
  assert.deepEqual(kinds.map((text) => text.replace(/\s+/g, " ").trim()), [
    "input 1", "convolution 4", "pooling 3", "merge, reshape 3", "own layer 7",
  ]);
  await entry("pooling").click();
  await window.node("max_pooling2d").and(window.plot.locator(".among")).waitFor();
  assert.equal(await window.plot.locator(".among").count(), 3);
  await pictures("legible-kinds");
  await entry("pooling").click();
  await window.plot.locator(".among").first().waitFor({ state: "detached" });
});
