// The summary as a table, beside the source: order, filter, folding, keys, places, copies.

import assert from "node:assert/strict";
import { test } from "node:test";
import { here } from "./session.mjs";

/** The page of the summary, wherever it is. */
function summary() {
  return here.window.panel("#table");
}

function row(frame, name) {
  return frame.locator(`tr[data-row="layer.${name}"]`);
}

/** Wait until the table lists these layers, from top to bottom. */
async function lists(frame, ...wanted) {
  await frame.waitForFunction(
    ([text]) => [...document.querySelectorAll("tbody tr .name")].map((each) => each.textContent).join() === text,
    [wanted.join()],
  );
}

function titled(text) {
  return here.window.page.locator(".tab", { hasText: text }).waitFor();
}

function copied() {
  return here.window.page.evaluate(() => navigator.clipboard.readText());
}

const LAYERS = ["conv2d", "max_pooling2d", "conv2d_1", "global_average_pooling2d", "dense"];

test("table: the summary above a model opens as a table", async () => {
  const { window } = here;
  await window.openFile("shown.py");
  await window.sees("→ (None, 26, 26, 32) · 320");
  await window.goTo(1);
  await window.page.locator(".codelens-decoration a", { hasText: "summary" }).first().click();
  await titled("model summary · shown.py");
  const frame = await summary();
  await lists(frame, ...LAYERS);
  // Columns that have no room are there, too.
  const cells = await row(frame, "conv2d_1").locator("td").allTextContents();
  assert.deepEqual(cells, ["conv2d_1 Conv2D", "(None, 11, 11, 64)", "18,496", "4.5M", "95%"]);
  const totals = await frame.locator("#totals").innerText();
  assert.match(totals, /Total params\s+19,466 \(76\.04 KB\)/);
  assert.match(totals, /FLOPs for one sample/);
  await window.page.mouse.move(5, 5);
  await window.screenshot("table-light");
});

test("table: a click shows the source, and the keys stay; Enter goes there", async () => {
  const { window } = here;
  const frame = await summary();
  await row(frame, "max_pooling2d").click();
  await window.page.locator(".monaco-editor .selected-text").first().waitFor();
  await row(frame, "max_pooling2d").and(frame.locator(":focus")).waitFor();
  await row(frame, "max_pooling2d").and(frame.locator(".lit")).waitFor();
  await window.press("ArrowDown", "Enter");
  await window.selects("Ln 8, Col 11 (39 selected)");
  await window.page.locator(".monaco-editor.focused").first().waitFor();
  await row(frame, "conv2d_1").and(frame.locator(".lit")).waitFor();
});

test("table: the cursor marks the row of its layer", async () => {
  const { window } = here;
  const frame = await summary();
  await window.goTo(10);
  await row(frame, "dense").and(frame.locator(".lit")).waitFor();
  assert.equal(await frame.locator("tr.lit").count(), 1);
});

test("table: a column's head sorts, once more the other way, then as in the model", async () => {
  const { window } = here;
  const frame = await summary();
  const head = frame.locator("th.of-params button");
  await head.click();
  await frame.locator("th.of-params[aria-sort=descending]").waitFor();
  await lists(frame, "conv2d_1", "dense", "conv2d", "max_pooling2d", "global_average_pooling2d");
  await head.press("Enter");
  await lists(frame, "max_pooling2d", "global_average_pooling2d", "conv2d", "dense", "conv2d_1");
  await head.press("Enter");
  await lists(frame, ...LAYERS);
  await frame.locator("th.of-name button").click();
  await lists(frame, "conv2d", "conv2d_1", "dense", "global_average_pooling2d", "max_pooling2d");
  await window.screenshot("table-sorted");
  await frame.locator("th.of-name button").press("Enter");
  await frame.locator("th.of-name button").press("Enter");
});

test("table: a filter finds by name, class and shape", async () => {
  const { window } = here;
  const frame = await summary();
  await row(frame, "conv2d").focus();
  await window.press("Control+f");
  await frame.locator("#filter:focus").fill("Conv2D");
  assert.equal(await window.page.locator(".find-widget.visible").count(), 0);
  await lists(frame, "conv2d", "conv2d_1");
  await frame.locator("#found", { hasText: "2 of 5" }).waitFor();
  await frame.locator("#filter").fill("(None, 13");
  await lists(frame, "max_pooling2d");
  await frame.locator("mark", { hasText: "13" }).first().waitFor();
  await frame.locator("#filter").fill("nothing like it");
  await frame.locator("#none").waitFor();
  await frame.locator("#filter").press("Escape");
  await lists(frame, ...LAYERS);
  await frame.locator("#filter").press("Escape");
  await frame.locator("tbody tr:focus").waitFor();
  await window.press("End");
  await row(frame, "dense").and(frame.locator(":focus")).waitFor();
  await window.press("Home", "/");
  await frame.locator("#filter:focus").waitFor();
  await frame.locator("#filter").press("Escape");
});

test("table: the pointer over a row asks for all of its layer", async () => {
  const { window } = here;
  const frame = await summary();
  await row(frame, "conv2d_1").hover();
  await frame.locator("#hover", { hasText: "18,496 = 3×3×32×64 + 64 (trainable)" }).waitFor();
  await window.page.mouse.move(5, 5);
});

test("table: what is shown is copied", async () => {
  const { window } = here;
  await window.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const frame = await summary();
  await frame.locator("#filter").fill("conv2d");
  const copy = async (format, told) => {
    await frame.locator("#copyButton").click();
    await frame.locator(`[data-copy=${format}]`).click();
    await window.page.locator(".statusbar", { hasText: `copied as ${told}` }).waitFor();
    return copied();
  };
  const markdown = await copy("markdown", "Markdown");
  assert.match(markdown, /\| Layer \(type\) \| Output Shape \| Param # \| FLOPs \| Share \|/);
  assert.match(markdown, /\| conv2d \(Conv2D\) \| \(None, 26, 26, 32\) \| 320 \|/);
  assert.doesNotMatch(markdown, /max_pooling2d/);
  const csv = await copy("csv", "CSV");
  assert.match(csv, /^Layer,Class,Output Shape,Param #,FLOPs,Share\r\nconv2d,Conv2D,"\(None, 26, 26, 32\)",320,/);
  const text = await copy("text", "plain text");
  assert.match(text, /conv2d_1 \(Conv2D\) {2}\(None, 11, 11, 64\) {3}18,496/);
  await frame.locator("#filter").fill("");
});

test("table: a save brings it up to date, and says so before", async () => {
  const { window } = here;
  await window.openFile("shown.py");
  const frame = await summary();
  await window.replaceLine(10, 'model.add(layers.Dense(20, activation="softmax"))');
  await frame.locator("#outdated", { hasText: "The text has changed" }).waitFor();
  await window.save();
  await row(frame, "dense").locator("td", { hasText: "1,300" }).waitFor();
  await frame.locator("#outdated").waitFor({ state: "hidden" });
  await window.replaceLine(10, 'model.add(layers.Dense(10, activation="softmax"))');
  await window.save();
  await row(frame, "dense").locator("td", { hasText: "650" }).waitFor();
});

test("table: a layer that fails says why", async () => {
  const { window } = here;
  await window.openFile("shown.py");
  await window.goTo(16);
  const frame = await summary();
  await titled("broken summary · shown.py");
  await row(frame, "add").locator(".told.error", { hasText: "KL102" }).waitFor();
  await frame.locator("#filter").fill("flatten");
  await frame.locator("#showProblem", { hasText: "add (Add) cannot combine" }).click();
  await row(frame, "add").and(frame.locator(":focus")).waitFor();
  await window.page.mouse.move(5, 5);
  await window.screenshot("table-problem");
});

test("table: what is inside of a layer is folded and unfolded", async () => {
  const { window } = here;
  await window.openFile("nested.py");
  await window.sees("→ (None, 10)");
  const frame = await summary();
  await titled("model summary · nested.py");
  await lists(frame, "input_layer_1", "encoder", "dense", "dense_1", "head");
  await row(frame, "encoder.dense_1").focus();
  await window.press("ArrowLeft");
  await row(frame, "encoder").and(frame.locator(":focus")).waitFor();
  await window.press("ArrowLeft");
  await lists(frame, "input_layer_1", "encoder", "head");
  await window.press("ArrowRight");
  await lists(frame, "input_layer_1", "encoder", "dense", "dense_1", "head");
  await frame.locator("#foldAll").click();
  await row(frame, "encoder").and(frame.locator("[aria-expanded=false]")).waitFor();
  await row(frame, "encoder").locator(".twisty").click();
  await row(frame, "encoder.dense").waitFor();
  await frame.locator("th.of-params button").click();
  await lists(frame, "encoder", "dense", "dense_1", "head", "input_layer_1");
  await row(frame, "encoder.dense").locator(".path", { hasText: "encoder /" }).waitFor();
});

test("table: order, filter and folds are kept while it is hidden, and when the window is loaded anew, as is a pinned plot", async () => {
  const { window } = here;
  let frame = await summary();
  await row(frame, "encoder").locator(".twisty").click();
  await lists(frame, "encoder", "head", "input_layer_1");
  await window.command("Keras: Show Model Plot");
  const plot = await window.panel("#canvas");
  await plot.locator("[data-node='layer.head']").waitFor();
  await plot.locator("#pin").click();
  await plot.locator("#pin[aria-pressed=true]").waitFor();
  await window.page.locator(".tab", { hasText: "model summary" }).click();
  frame = await summary();
  await lists(frame, "encoder", "head", "input_layer_1");
  await frame.locator("#filter").fill("encoder");
  await lists(frame, "encoder", "dense", "dense_1");
  await window.reload(here.folder);
  frame = await summary();
  await frame.waitForFunction(() => document.querySelectorAll("tbody tr").length === 3, undefined, { timeout: 90_000 });
  await lists(frame, "encoder", "dense", "dense_1");
  assert.equal(await frame.locator("#filter").inputValue(), "encoder");
  await window.page.locator(".tab", { hasText: "model · nested.py" }).click();
  const again = await window.panel("#canvas");
  await again.locator("[data-node='layer.head']").waitFor();
  await again.locator("#pin[aria-pressed=true]").click();
  await window.page.locator(".tab", { hasText: "model summary" }).click();
  frame = await summary();
  await frame.locator("#filter").fill("");
  await lists(frame, "encoder", "head", "input_layer_1");
  await frame.locator("th.of-params button").click();
  await frame.locator("th.of-params button").click();
  await frame.locator("#unfoldAll").click();
});

test("table: a row and its node in the plot are lit together", async () => {
  const { window } = here;
  await window.command("Keras: Show Model Plot");
  await (await window.panel("#canvas")).locator("[data-node='layer.head']").waitFor();
  await window.page.locator(".tab", { hasText: "model · nested.py" }).click();
  await window.command("View: Move Editor into Right Group");
  const plot = await window.panel("#canvas");
  const frame = await summary();
  await row(frame, "head").click();
  await plot.locator("[data-node='layer.head'].lit").waitFor();
  await row(frame, "encoder.dense").click();
  await plot.locator("[data-node='layer.encoder'].lit").waitFor();
  await plot.locator("[data-node='layer.head']").click();
  await row(frame, "head").and(frame.locator(".lit")).waitFor();
  await row(frame, "head").press("ArrowUp");
  await plot.locator("[data-node='layer.encoder'].lit").waitFor();
  await window.screenshot("table-and-plot");
  await window.intoEditor();
  await window.closeAll();
});

test("table: it opens as text, too", async () => {
  const { window } = here;
  await window.openFile("nested.py");
  await window.command("Keras: Show Model Summary");
  const frame = await summary();
  await row(frame, "head").waitFor();
  await frame.locator("#copyButton").click();
  await frame.locator("#openText").click();
  await window.page.locator(".editor-instance .detected-link", { hasText: "encoder" }).waitFor();
  await window.intoEditor();
  await window.closeAll();
});

for (const [theme, look] of [
  ["Default Light Modern", "vscode-light"],
  ["Default Dark Modern", "vscode-dark"],
  ["Default High Contrast", "vscode-high-contrast"],
]) {
  test(`table: in half a window all that matters is in sight, ${look}`, async () => {
    const { window } = here;
    here.server.configure({ "workbench.colorTheme": theme });
    for (const [width, height, file, line] of [[1440, 900, "blocks.py", 1], [900, 800, "shown.py", 16]]) {
      await window.press("Control+b");
      await window.page.setViewportSize({ width, height });
      await window.openFile(file);
      await window.goTo(line);
      await window.command("Keras: Show Model Summary");
      const frame = await summary();
      await frame.locator(`body.${look} tbody tr`).first().waitFor();
      await frame.locator("tbody tr").nth(2).click();
      const room = await frame.evaluate(() => document.documentElement.clientWidth);
      for (const column of ["name", "output", "params"]) {
        const box = await frame.locator(`th.of-${column}`).evaluate((each) => {
          const { left, right } = each.getBoundingClientRect();
          return { left, right };
        });
        assert.ok(box.left >= 0 && box.right <= room && box.right - box.left > 60, `${column} ${JSON.stringify(box)} of ${room}`);
      }
      await window.page.mouse.move(5, 5);
      await window.screenshot(`table-${look}-${width}`);
      await window.press("Control+b");
      await window.intoEditor();
      await window.closeAll();
    }
    here.server.configure({});
    await window.page.setViewportSize({ width: 1280, height: 800 });
  });
}
