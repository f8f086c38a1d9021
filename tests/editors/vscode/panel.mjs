// What stands around the picture in the plot panel: details, search, keys, export, and whose model it is.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { here } from "./session.mjs";

function side(text) {
  return here.window.plot.locator("#side", { hasText: text });
}

function drawn(node) {
  return here.window.node(node).waitFor();
}

/** The row of the details with a title. */
function row(title) {
  return here.window.plot.locator(`#side dt:text-is("${title}") + dd`).first();
}

function focused(node) {
  return here.window.node(node).and(here.window.plot.locator(":focus")).waitFor();
}

function tab(text) {
  return here.window.page.locator(".tab", { hasText: text });
}

/** The title of the panel, whichever it is now. */
function titled(text) {
  return tab(text).waitFor();
}

test("panel: a click on a layer tells all of it beside the picture", async () => {
  const { window } = here;
  await window.openFile("shown.py");
  await window.sees("→ (None, 26, 26, 32) · 320");
  await window.goTo(6);
  await window.command("Keras: Show Model Plot");
  await drawn("max_pooling2d");
  await titled("model · shown.py");
  // Clicks of earlier scenarios have opened it.
  const details = window.plot.locator("#side");
  if (await details.isVisible()) await window.plot.locator("#closeSide").click();
  await details.waitFor({ state: "hidden" });
  await window.node("conv2d").click();
  await window.selects("Ln 6, Col 11 (39 selected)");
  await side("conv2d Conv2D").waitFor();
  await row("parameters").filter({ hasText: "320 = 3×3×1×32 + 32 (trainable)" }).waitFor();
  await row("memory").filter({ hasText: "1.25 KB" }).waitFor();
  await row("output size").filter({ hasText: "26 = (28 − 3) / 1 + 1" }).waitFor();
  await row("activation").filter({ hasText: "relu" }).waitFor();
  await row("share").filter({ hasText: "of model" }).waitFor();
  assert.equal(await window.plot.locator("#side .problem").count(), 0);
  await window.screenshot("panel-side-light");
});

test("panel: its inputs and outputs are links", async () => {
  const { window } = here;
  await window.plot.locator("#side [data-link='layer.max_pooling2d']").click();
  await side("max_pooling2d MaxPooling2D").waitFor();
  await window.node("max_pooling2d").and(window.plot.locator(".selected")).waitFor();
  await row("output").filter({ hasText: "(None, 13, 13, 32)" }).waitFor();
  await window.plot.locator("#side [data-link='layer.conv2d']").waitFor();
  await window.plot.locator("#side button", { hasText: "Go to source" }).click();
  await window.selects("Ln 7, Col 11 (21 selected)");
});

test("panel: a save tells the figures anew, and what is gone is said to be gone", async () => {
  const { window } = here;
  await window.node("conv2d_1").click();
  await row("parameters").filter({ hasText: "18,496" }).waitFor();
  await window.intoEditor();
  await window.replaceLine(8, 'model.add(layers.Conv2D(48, 3, activation="relu"))');
  await window.save();
  await row("parameters").filter({ hasText: "13,872 = 3×3×32×48 + 48" }).waitFor();
  await window.replaceLine(8, "model.add(layers.ReLU())");
  await window.save();
  await side("This layer is not in the model any more.").waitFor();
  assert.match(await window.plot.locator("#sideTitle").innerText(), /conv2d_1/);
  await window.replaceLine(8, 'model.add(layers.Conv2D(64, 3, activation="relu"))');
  await window.save();
  await window.node("conv2d_1").waitFor();
});

test("panel: a layer that fails has its problem and quick fixes", async () => {
  const { window } = here;
  await window.openFile("details.py");
  await window.page.locator(".monaco-editor .squiggly-warning").first().waitFor();
  await titled("model · details.py");
  await window.node("dense").click();
  await window.plot.locator("#side .problem.warning").waitFor();
  const fix = window.plot.locator("#side .problem button", { hasText: "Insert Flatten()" });
  await fix.waitFor();
  assert.equal(await window.plot.locator("#side .problem button", { hasText: "Ignore" }).count(), 0);
  await window.screenshot("panel-problem");
  await fix.click();
  await window.sees("layers.Flatten()");
  await window.intoEditor();
  await window.command("File: Revert File");
});

test("panel: it shows the model at the cursor, and the file that is gone to", async () => {
  const { window } = here;
  await window.openFile("shown.py");
  await window.goTo(15);
  await drawn("add");
  await titled("broken · shown.py");
  await window.node("conv2d_3").and(window.plot.locator(".lit")).waitFor();
  await window.goTo(12);
  await window.goTo(7);
  await drawn("max_pooling2d");
  await titled("model · shown.py");
  // The keys have stayed in the editor.
  await window.page.keyboard.insertText("x");
  await window.sees("xmodel.add(layers.MaxPooling2D())");
  await window.command("File: Revert File");
});

test("panel: where it is, it is not drawn again", async () => {
  const { window } = here;
  await window.goTo(5);
  const mark = () => window.plot.locator("#world > g").evaluate((graph) => (graph.dataset.seen = "yes"));
  await mark();
  for (const line of [8, 12, 1, 6]) {
    await window.goTo(line);
    if (line === 6 || line === 8) await window.plot.locator(".lit").first().waitFor();
  }
  await window.page.waitForTimeout(500);
  assert.equal(await window.plot.locator("#world > g[data-seen=yes]").count(), 1);
});

test("panel: pinned, it stays; let go, it follows", async () => {
  const { window } = here;
  await window.plot.locator("#pin").click();
  await window.plot.locator("#pin[aria-pressed=true]").waitFor();
  await window.openFile("nested.py");
  await window.sees("→ (None, 10)");
  await window.goTo(15);
  await window.page.waitForTimeout(800);
  await titled("model · shown.py");
  await window.plot.locator("#pin").click();
  await window.intoEditor();
  await titled("model · nested.py");
  await drawn("encoder");
});

test("panel: a search lists what it finds by name, class and shape, and unfolds what is around it", async () => {
  const { window } = here;
  await window.node("encoder").locator("text").first().click();
  await side("encoder Sequential").waitFor();
  await window.selects("selected)");
  await window.node("encoder").press("Control+f");
  await window.plot.locator("#search:focus").fill("(None, 64)");
  assert.equal(await window.page.locator(".find-widget.visible").count(), 0);
  await window.plot.locator(".hit", { hasText: "in encoder" }).waitFor();
  await window.plot.locator("#search").fill("dense");
  assert.equal(await window.plot.locator(".hit").count(), 3);
  await window.plot.locator("#search").press("ArrowDown");
  await window.plot.locator(".hit[aria-selected=true]", { hasText: "dense_1" }).waitFor();
  await window.screenshot("panel-search");
  await window.plot.locator("#search").press("Enter");
  await window.node("encoder.dense_1").and(window.plot.locator(".selected.found")).waitFor();
  await window.plot.locator("#hits").waitFor({ state: "hidden" });
  await side("dense_1 Dense").waitFor();
  await side("in encoder").waitFor();
  await window.plot.locator("#search").fill("nothing like it");
  await window.plot.locator("#hits", { hasText: "No layer has this name" }).waitFor();
  await window.plot.locator("#search").press("Escape");
  await window.plot.locator("#search").press("Escape");
  assert.equal(await window.plot.locator("#search:focus").count(), 0);
});

test("panel: the first key goes to the picture", async () => {
  const { window } = here;
  await window.intoEditor();
  await window.command("View: Focus Next Editor Group");
  await window.plot.locator("[data-node]:focus").waitFor();
  await window.press("ArrowUp", "ArrowUp", "ArrowUp");
  await focused("input_layer_1");
  await window.press("ArrowDown");
  const camera = () => window.plot.locator("#world").getAttribute("transform");
  const before = await camera();
  await window.press("+");
  assert.notEqual(await camera(), before);
  await window.press("f");
  const fitted = await camera();
  await window.press("-", "0");
  assert.equal(await camera(), fitted);
  await window.screenshot("panel-focus");
  await window.press("/");
  await window.plot.locator("#search:focus").waitFor();
  await window.press("Escape");
  await window.plot.locator("[data-node]:focus").waitFor();
  await window.press("Escape");
  await window.plot.locator("#side").waitFor({ state: "hidden" });
  await window.press("Enter");
  await window.plot.locator("#side").waitFor();
  await window.plot.locator("#closeSide").click();
  await window.plot.locator("#side").waitFor({ state: "hidden" });
});

test("panel: it is exported at a scale, and copied", async () => {
  const { window } = here;
  await window.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const sizes = [];
  for (const scale of ["1", "4"]) {
    const file = join(here.folder, `scale${scale}.png`);
    await window.plot.locator("#exportButton").click();
    await window.plot.locator("#scale").selectOption(scale);
    if (scale === "1") await window.screenshot("panel-export");
    await window.plot.locator("[data-format=png]").click();
    await window.page.waitForFunction(
      () => document.querySelector(".quick-input-widget input[type=text]")?.value.endsWith("/model.png"),
    );
    await window.palette.fill(file);
    await window.answer();
    await window.notified(`Keras: wrote scale${scale}.png`);
    sizes.push(readFileSync(file).readUInt32BE(16));
  }
  assert.ok(Math.abs(sizes[1] - 4 * sizes[0]) < 4, `${sizes}`);
  for (const format of ["svg", "png"]) {
    await window.plot.locator("#exportButton").click();
    await window.plot.locator(`[data-copy=${format}]`).click();
    await window.page.locator(".statusbar", { hasText: `copied the plot as ${format.toUpperCase()}` }).waitFor();
    const types = await window.page.evaluate(async () => (await navigator.clipboard.read()).flatMap(({ types }) => types));
    assert.deepEqual(types, [format === "svg" ? "text/plain" : "image/png"]);
  }
});

test("panel: what a canvas cannot hold is refused", async () => {
  const { window } = here;
  await window.openFile("deep.py");
  await window.sees("deep = keras.Model(start, x)");
  await titled("deep · deep.py");
  await window.foldRepeats(false, window.node("dense_499"));
  await window.plot.locator("#exportButton").click();
  await window.plot.locator("#scale").selectOption("4");
  await window.plot.locator("[data-format=png]").click();
  await window.notified("a PNG at 4× would have");
  await window.intoEditor();
  await window.closeAll();
});

for (const [theme, look] of [
  ["Default Dark Modern", "vscode-dark"],
  ["Default High Contrast", "vscode-high-contrast"],
]) {
  test(`panel: pictures of it, ${look}`, async () => {
    const { window } = here;
    here.server.configure({ "workbench.colorTheme": theme });
    for (const [width, height] of [[1440, 900], [900, 800]]) {
      if (width === 1440) await window.press("Control+b");
      await window.page.setViewportSize({ width, height });
      await window.openFile("shown.py");
      await window.goTo(16);
      await window.command("Keras: Show Model Plot");
      await window.plot.locator(`body.${look}`).waitFor();
      await window.node("add").click();
      await window.plot.locator("#side .problem.error").waitFor();
      await window.page.mouse.move(5, 5);
      await window.screenshot(`panel-${look}-${width}`);
      if (width === 1440) await window.press("Control+b");
      await window.intoEditor();
      await window.closeAll();
    }
    here.server.configure({});
    await window.page.setViewportSize({ width: 1280, height: 800 });
  });
}
