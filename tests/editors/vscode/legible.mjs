// What makes large pictures legible: kinds of layers, repeats in one node, less from afar, a small map.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
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

test("legible: blocks that repeat each other are one node, which unfolds", async () => {
  const { window } = here;
  await window.openFile("resnet.py");
  await window.page.locator(".codelens-decoration", { hasText: "25.6M params" }).waitFor();
  await window.command("Keras: Show Model Plot");
  const blocks = window.plot.locator("[data-node='repeats.layer.conv4_block1_1_conv']");
  await window.page.locator(".tab", { hasText: "model · resnet.py" }).waitFor();
  await window.foldRepeats(true, blocks);
  await blocks.locator("text", { hasText: "conv4_block ×6" }).first().waitFor();
  await blocks.locator("text", { hasText: "7,129,088" }).waitFor();
  assert.equal(await window.plot.locator("[data-node]").count(), 13);
  await pictures("legible-repeats");
  // What stands in a folded node is marked there.
  await window.plot.locator("#search").fill("conv4_block3_2_conv");
  await blocks.and(window.plot.locator(".found")).waitFor();
  await window.plot.locator("#search").press("Enter");
  await window.node("conv4_block3_2_conv").and(window.plot.locator(".selected")).waitFor();
  await window.plot.locator("[data-node='block.layer.conv4_block2_1_conv']").waitFor();
  await window.screenshot("legible-unfolded");
  await blocks.press(" ");
  await window.node("conv4_block3_2_conv").waitFor({ state: "detached" });
  await blocks.and(window.plot.locator(".selected")).waitFor();
  await window.plot.locator("#fit").click();
  await blocks.locator(".card").click();
  await window.plot.locator("#side dd", { hasText: "7,129,088 params" }).waitFor();
  assert.equal(await window.plot.locator("#side .links button").count(), 6);
  await window.plot.locator("#closeSide").click();
  await window.plot.locator("#search").fill("");
});

test("legible: from afar less is told, larger; a small map shows what is seen", async () => {
  const { window } = here;
  const map = window.plot.locator("#map");
  await window.foldRepeats(false, window.node("conv4_block3_2_conv"));
  await window.plot.locator("#fit").click();
  await window.plot.locator("#canvas.far").waitFor();
  await map.waitFor({ state: "hidden" });
  for (let step = 0; step < 9; step++) await window.plot.locator("#zoomIn").click();
  await map.waitFor();
  const brief = window.node("conv4_block1_0_conv").locator(".brief");
  assert.equal(await brief.textContent(), "Conv2D");
  assert.ok(await brief.isVisible());
  assert.ok(!(await window.node("conv4_block1_0_conv").locator("text").first().isVisible()));
  await pictures("legible-afar");
  const { width, height } = await map.boundingBox();
  await map.click({ position: { x: width / 2, y: height - 2 } });
  await window.node("predictions").waitFor();
  const { y } = await window.node("predictions").boundingBox();
  assert.ok(y > 0 && y < 700, `${y}`);
  await window.foldRepeats(true, window.plot.locator("[data-node='repeats.layer.conv4_block1_1_conv']"));
  await window.intoEditor();
  await window.closeAll();
});

test("legible: what the save added, changed and removed is counted and drawn", async () => {
  const { window } = here;
  await window.openFile("compared.py");
  await window.sees("→ (None, 26, 26, 8) · 80");
  await window.command("Keras: Show Model Plot");
  await window.node("dropout").waitFor();
  await window.intoEditor();
  await window.replaceLine(7, "");
  await window.replaceLine(9, "    layers.Dense(20), layers.Softmax(),");
  await window.save();
  await window.node("softmax").waitFor();
  await window.plot.locator("#showChanges").selectOption("save");
  const ghost = window.plot.locator("[data-node='ghost.layer.dropout']");
  await ghost.and(window.plot.locator(".ghost")).waitFor();
  assert.equal(await window.plot.locator("#counts").innerText(), "+1 −1 ~1");
  await pictures("legible-compared");
  await ghost.locator("text").first().click();
  await window.plot.locator("#side .note", { hasText: "This layer was removed." }).waitFor();
  await window.plot.locator("#closeSide").click();
  await window.plot.locator("#showChanges").selectOption("");
  await ghost.waitFor({ state: "detached" });
});

test("legible: the model is saved as a figure for a paper", async () => {
  const { window } = here;
  for (const [figure, extension, start] of [["blocks", "svg", "<?xml"], ["tikz", "tex", "\\documentclass[tikz]"]]) {
    const file = join(here.folder, `figure.${extension}`);
    await window.plot.locator("#exportButton").click();
    await window.plot.locator(`[data-figure=${figure}]`).click();
    await window.page.waitForFunction(
      ([name]) => document.querySelector(".quick-input-widget input[type=text]")?.value.endsWith(name),
      [`/model.${extension}`],
    );
    await window.palette.fill(file);
    await window.answer();
    await window.notified(`Keras: wrote figure.${extension}`);
    const text = readFileSync(file, "utf8");
    assert.ok(text.startsWith(start), text.slice(0, 60));
    assert.ok(text.includes("Dense"), text);
  }
  await window.intoEditor();
  await window.closeAll();
});
