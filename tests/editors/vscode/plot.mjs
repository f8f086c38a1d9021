// The plot panel, by mouse and by keyboard.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { here } from "./session.mjs";

function cameraOf(window) {
  return window.plot.locator("#world").getAttribute("transform");
}

/** How far the picture was moved, to the right and down. */
function moved(before, after) {
  const [from, to] = [before, after].map((camera) => /translate\((\S+) (\S+)\)/.exec(camera).slice(1).map(Number));
  return [to[0] - from[0], to[1] - from[1]];
}

test("the palette shows the plot beside the file, the failing layer in red", async () => {
  const { window } = here;
  await window.openFile("digits.py");
  await window.sees("→ (None, 26, 26, 32) · 320");
  // The model at the cursor is meant, else the last one.
  await window.goTo(8);
  await window.command("Keras: Show Model Plot");
  await window.node("max_pooling2d").waitFor();
  await window.intoEditor();
  await window.goTo(1);
  await window.command("Keras: Show Model Plot");
  await window.node("add").and(window.plot.locator(".failed")).waitFor();
  await window.plot.locator("#problem", { hasText: "cannot combine" }).waitFor();
});

test("a click on a node selects its source", async () => {
  const { window } = here;
  await window.node("conv2d_3").click();
  await window.selects("Ln 17, Col 10 (20 selected)");
});

test("the cursor lights the node of its line", async () => {
  const { window } = here;
  await window.intoEditor();
  await window.goTo(18);
  await window.node("add").and(window.plot.locator(".lit")).waitFor();
  assert.equal(await window.plot.locator(".lit").count(), 1);
  await window.screenshot("plot-light");
});

test("a node's hover says what the editor's says", async () => {
  const { window } = here;
  await window.node("conv2d_2").hover();
  await window.plot.locator("#hover", { hasText: "parameters: 160 = 3×3×1×16 + 16" }).waitFor();
  await window.screenshot("plot-hover");
});

test("another model is chosen, and shapes and costs are toggled", async () => {
  const { window } = here;
  await window.plot.locator("#model").selectOption({ label: "model" });
  await window.node("max_pooling2d").waitFor();
  await window.plot.locator("text", { hasText: "(None, 13, 13, 32)" }).first().waitFor();
  await window.plot.locator("#optionsButton").click();
  await window.plot.locator("[data-option=showShapes]").uncheck();
  await window.plot.locator("text", { hasText: "(None, 13, 13, 32)" }).first().waitFor({ state: "detached" });
  await window.plot.locator("[data-option=showShapes]").check();
  await window.plot.locator("text", { hasText: "(None, 13, 13, 32)" }).first().waitFor();
  await window.plot.locator("[data-option=showCosts]").check();
  await window.plot.locator("text", { hasText: "411K" }).first().waitFor();
  await window.plot.locator("text", { hasText: "2.64 MB" }).first().waitFor();
  await window.screenshot("plot-costs");
  await window.plot.locator("[data-option=showCosts]").uncheck();
  await window.plot.locator("text", { hasText: "411K" }).first().waitFor({ state: "detached" });
  await window.plot.locator("#shares").check();
  await window.node("conv2d_1").and(window.plot.locator(".shared")).waitFor();
  await window.screenshot("plot-options");
  await window.plot.locator("#shares").uncheck();
  await window.plot.locator("#shares").press("Escape");
});

test("a save draws anew and keeps place and zoom", async () => {
  const { window } = here;
  await window.plot.locator("#zoomIn").click();
  await window.plot.locator("#zoomIn").click();
  const before = await cameraOf(window);
  await window.intoEditor();
  await window.replaceLine(10, 'model.add(layers.Conv2D(48, 3, activation="relu"))');
  await window.plot.locator("#outdated", { hasText: "save to bring it up to date" }).waitFor();
  await window.save();
  await window.plot.locator("text", { hasText: "(None, 11, 11, 48)" }).first().waitFor();
  const scale = (camera) => /scale\((.*)\)/.exec(camera)[1];
  assert.equal(scale(await cameraOf(window)), scale(before));
  await window.plot.locator("#outdated").waitFor({ state: "hidden" });
});

test("what the save changed is coloured", async () => {
  const { window } = here;
  const lens = "14,682 params (−4,784 params, 3 layers changed)";
  // An editor that the keys leave does not ask for its lenses until they come back.
  await window.page.locator(".codelens-decoration", { hasText: lens }).waitFor();
  await window.plot.locator("#showChanges").selectOption("save");
  await window.node("conv2d_1").locator("text", { hasText: "· changed" }).waitFor();
  await window.screenshot("plot-changes");
  await window.plot.locator("#showChanges").selectOption("");
  await window.plot.locator("text", { hasText: "· changed" }).first().waitFor({ state: "detached" });
});

test("a click on an outdated node goes where its layer is now, or nowhere", async () => {
  const { window } = here;
  await window.intoEditor();
  await window.goTo(5);
  await window.page.keyboard.insertText("\n\n");
  await window.plot.locator("#fit").click();
  await window.node("max_pooling2d").click();
  await window.selects("Ln 11, Col 11 (21 selected)");
  await window.page.keyboard.insertText("layers.AveragePooling2D()");
  await window.node("max_pooling2d").click();
  await window.page.locator(".statusbar", { hasText: "line was changed" }).waitFor();
  await window.intoEditor();
  await window.command("File: Revert File");
  await window.sees("layers.MaxPooling2D()");
  await window.command("Keras: Analyze File");
  await window.plot.locator("#outdated").waitFor({ state: "hidden" });
});

test("the plot is exported", async () => {
  const { window } = here;
  await window.plot.locator("#outdated").waitFor({ state: "hidden" });
  for (const [format, start] of [["svg", "<?xml"], ["dot", "digraph"], ["png", "\x89PNG"]]) {
    const file = join(here.folder, `model.${format}`);
    await window.plot.locator("#exportButton").click();
    await window.plot.locator(`[data-format=${format}]`).click();
    // The dialog fills in its own suggestion first.
    await window.page.waitForFunction(
      ([name]) => document.querySelector(".quick-input-widget input[type=text]")?.value.endsWith(name),
      [`/model.${format}`],
    );
    await window.palette.fill(file);
    await window.answer();
    await window.notified(`Keras: wrote model.${format}`);
    assert.ok(existsSync(file));
    assert.ok(readFileSync(file, "latin1").startsWith(start), file);
  }
});

test("it is used by the keyboard alone", async () => {
  const { window } = here;
  await window.plot.locator("#search").fill("conv2d_1");
  await window.plot.locator("#found", { hasText: "1" }).waitFor();
  await window.plot.locator("#search").press("Enter");
  await window.node("conv2d_1").press("ArrowUp");
  await window.node("max_pooling2d").and(window.plot.locator(":focus")).press("Enter");
  await window.selects("Ln 9, Col 11 (21 selected)");
});

test("nested models unfold and fold", async () => {
  const { window } = here;
  await window.openFile("nested.py");
  await window.sees("→ (None, 10)");
  await window.command("Keras: Show Model Plot");
  await window.node("head").waitFor();
  await window.node("encoder").locator(".fold").click();
  await window.node("encoder.dense_1").waitFor();
  await window.screenshot("plot-nested");
  await window.node("encoder.dense_1").click();
  await window.selects("Ln 8, Col 9 (15 selected)");
  await window.node("head").locator("text").first().click();
  await window.node("head").and(window.plot.locator(".lit")).waitFor();
  await window.node("encoder").press(" ");
  await window.node("encoder.dense_1").waitFor({ state: "detached" });
  // Drawn anew, it shows where the cursor stands.
  await window.node("head").and(window.plot.locator(".lit")).waitFor();
});

test("layers that use others unfold and fold", async () => {
  const { window } = here;
  await window.openFile("blocks.py");
  await window.sees("→ (None, 128, 1000)");
  await window.command("Keras: Show Model Plot");
  const details = window.plot.locator("#side");
  if (await details.isVisible()) await window.plot.locator("#closeSide").click();
  await window.node("block_1").locator(".fold").click();
  await window.node("block_1.mlp_1").locator(".fold").click();
  await window.node("block_1.mlp_1.dense_2").waitFor();
  await window.screenshot("plot-blocks");
  await window.node("block_1.mlp_1.dense_2").click();
  await window.selects("Ln 8, Col 19 (36 selected)");
  await window.node("block_1").press(" ");
  await window.node("block_1.mlp_1").waitFor({ state: "detached" });
  // The details take room that the next pictures need.
  await window.node("block_1").press("Escape");
  await window.plot.locator("#side").waitFor({ state: "hidden" });
});

test("a GPT, a U-Net and a vision transformer unfold", async () => {
  const { window } = here;
  for (const [file, hint, folded, inside, place] of [
    ["gpt2_small.py", "×12 → (None, 1024, 768)", ["block_3", "block_3.mlp_3"], "block_3.mlp_3.dense_6", "Ln 12, Col 19 (42 selected)"],
    ["u_net.py", "→ (None, 128, 128, 64)", ["double_conv_1"], "double_conv_1.conv2d_3", "Ln 12, Col 22 (57 selected)"],
    ["vision_transformer.py", "→ (None, 144, 64)", ["encoded"], "encoded.embedding", "Ln 22, Col 23 (31 selected)"],
  ]) {
    await window.openFile(file);
    await window.sees(hint);
    await window.command("Keras: Show Model Plot");
    for (const node of folded) {
      await window.node(node).locator(".fold").click();
    }
    await window.node(inside).waitFor();
    await window.screenshot(`unfolded-${file}`);
    await window.node(inside).hover();
    await window.plot.locator("#hover", { hasText: `${inside.split(".").at(-1)} · ` }).waitFor();
    await window.node(inside).click();
    await window.selects(place);
    // The details do not cover it; where it is seen already, a click moves nothing.
    const [node, side] = await Promise.all([window.node(inside), window.plot.locator("#side")].map((it) => it.boundingBox()));
    assert.ok(node.y + node.height <= side.y, `${node.y} ${node.height} ${side.y}`);
    const before = await cameraOf(window);
    await window.node(inside).click();
    await window.selects(place);
    // Its line made others, too: it alone is lit.
    await window.node(inside).and(window.plot.locator(".lit")).waitFor();
    assert.equal(await window.plot.locator(".lit").count(), 1);
    assert.ok(Math.hypot(...moved(before, await cameraOf(window))) < 1);
    await window.node(folded[0]).press(" ");
    await window.node(inside).waitFor({ state: "detached" });
    await window.intoEditor();
    await window.closeAll();
  }
});

test("what keras.applications makes in one line: each layer tells of itself", async () => {
  const { window } = here;
  await window.openFile("pretrained.py");
  await window.sees("→ 7×7×1280");
  await window.command("Keras: Show Model Plot");
  await window.node("base").locator(".fold").click();
  await window.node("base.Conv1").hover();
  await window.plot.locator("#hover", { hasText: "parameters: 864 = 3×3×3×32 (trainable)" }).waitFor();
  await window.node("base.Conv1").click();
  await window.node("base.Conv1").and(window.plot.locator(".lit")).waitFor();
  assert.equal(await window.plot.locator(".lit").count(), 1);
});

test("a thousand layers can be looked at", async () => {
  const { window } = here;
  await window.openFile("deep.py");
  await window.page.locator(".codelens-decoration", { hasText: "136K params" }).waitFor();
  await window.command("Keras: Show Model Plot");
  await window.page.locator(".tab", { hasText: "deep · deep.py" }).waitFor();
  await window.foldRepeats(false, window.node("dense_499"));
  await window.node("dense_499").waitFor();
  await window.plot.locator("#fit").click();
  const scale = async () => Number(/scale\(([\d.]+)\)/.exec(await cameraOf(window))[1]);
  assert.ok((await scale()) < 0.1);
  await window.plot.locator("#search").fill("dense_250");
  await window.plot.locator("#search").press("Enter");
  await window.node("dense_250").and(window.plot.locator(".found")).waitFor();
  const { x, y } = await window.node("dense_250").boundingBox();
  assert.ok(x > 0 && y > 0 && y < 800, `${x} ${y}`);
  assert.equal(await scale(), 1);
  await window.screenshot("plot-deep");
});

test("a panel that was hidden shows the same part of the picture again", async () => {
  const { window } = here;
  const before = await cameraOf(window);
  await window.plot.locator("#search").click();
  await window.choose("Control+p", "removed.py", "removed.py");
  await window.node("dense_250").waitFor({ state: "detached" });
  await window.page.locator(".tab", { hasText: "deep · deep.py" }).click();
  await window.node("dense_250").waitFor();
  assert.equal(await cameraOf(window), before);
});
