// What a person sees of a file, its problems and a notebook.

import assert from "node:assert/strict";
import { test } from "node:test";
import { here } from "./session.mjs";

test("a file that is opened shows its shapes and parameters", async () => {
  const { window } = here;
  await window.sees('model.add(layers.Conv2D(32, 3, activation="relu"))→ (None, 26, 26, 32) · 320');
});

test("over each model stand its size and two commands", async () => {
  const lens = here.window.page.locator(".codelens-decoration", { hasText: /19,466 params\s*\|\s*summary\s*\|\s*plot/ });
  await lens.waitFor();
  // What a lens says no hint repeats.
  const line = here.window.page.locator(".view-line", { hasText: /^model\s=\skeras\.Sequential\(\)/ }).first();
  assert.match(await line.innerText(), /\(\)$/);
  here.server.configure({ "editor.codeLens": false });
  await here.window.sees("model = keras.Sequential()19,466 params");
  here.server.configure({});
  await lens.waitFor();
});

test("the outline lists the models before an edit, and follows each run", async () => {
  const { window } = here;
  await window.command("Explorer: Focus on Outline View");
  const outlined = (text) => window.page.locator(".outline-pane .monaco-list-row", { hasText: text }).first().waitFor();
  await outlined("Sequential · 19,466 params");
  await window.screenshot("outline");
  await window.intoEditor();
  for (const [units, params] of [[11, "19,531"], [10, "19,466"]]) {
    await window.replaceLine(12, `model.add(layers.Dense(${units}, activation="softmax"))`);
    await window.save();
    await outlined(`Sequential · ${params} params`);
  }
});

test("the hover tells everything else of a layer", async () => {
  const { window } = here;
  const said = await window.hover("MaxPooling2D");
  assert.match(said, /max_pooling2d · MaxPooling2D/);
  assert.match(said, /output: \(None, 13, 13, 32\) float32/);
  await window.screenshot("hover");
});

test("a layer that is broken and saved is underlined and listed", async () => {
  const { window } = here;
  const squiggles = window.page.locator(".monaco-editor .squiggly-error");
  await window.replaceLine(18, "both = layers.Concatenate()([wide, image])");
  await window.save();
  await squiggles.waitFor({ state: "detached" });
  await window.replaceLine(18, "both = layers.Add()([wide, narrow])");
  await window.save();
  await squiggles.first().waitFor();
  await window.press("Control+Shift+m");
  const row = window.page.locator(".markers-panel .monaco-list-row", { hasText: "cannot combine" });
  await row.waitFor();
  assert.match(await row.innerText(), /`add` \(Add\) cannot combine[\s\S]*keras-lsp\s*\(?KL102/);
  await window.screenshot("problems");
  await window.press("Control+Shift+m");
});

test("the summary as text leads to the source", async () => {
  const { window } = here;
  await window.goTo(9);
  await window.command("Keras: Open Summary as Text");
  const link = window.page.locator(".editor-instance .detected-link", { hasText: "max_pooling2d" });
  await link.waitFor();
  await window.screenshot("summary");
  await link.click({ modifiers: ["Control"] });
  await window.selects("Ln 9, Col 11 (21 selected)");
  await window.closeAll();
});

test("a quick fix from the menu mends a removed name", async () => {
  const { window } = here;
  await window.openFile("removed.py");
  await window.page.locator(".monaco-editor .squiggly-error").first().waitFor();
  await window.goTo(2, 20);
  await window.page.locator(".codelens-decoration", { hasText: "10 params" }).waitFor();
  await window.opened(
    "Control+.",
    window.page.locator(".action-widget .monaco-list-row.focused", { hasText: "keras.layers" }),
  );
  await window.screenshot("quick-fix");
  await window.press("Enter");
  await window.sees("from keras.layers import Dense");
  await window.save();
  await window.page.locator(".monaco-editor .squiggly-error").waitFor({ state: "detached" });
});

test("a quick fix says what it leads to, and does it", async () => {
  const { window } = here;
  await window.openFile("unflattened.py");
  const squiggle = window.page.locator(".monaco-editor .squiggly-warning");
  await squiggle.first().waitFor();
  await window.goTo(7, 20);
  await window.opened(
    "Control+.",
    window.page.locator(".action-widget .monaco-list-row.focused", {
      hasText: "Insert Flatten() → (None, 10), 54,170 params",
    }),
  );
  await window.screenshot("quick-fix-flatten");
  await window.press("Enter");
  await window.save();
  await window.sees("model.add(layers.Flatten())→ (None, 5408)");
  await window.sees('model.add(layers.Dense(10, activation="softmax"))→ (None, 10) · 54,090');
  await squiggle.waitFor({ state: "detached" });
});

test("in a notebook each cell has its hints", async () => {
  const { window } = here;
  await window.choose("Control+p", "cells.ipynb", "cells.ipynb");
  await window.sees("model.add(layers.Conv2D(8, 3))→ (None, 26, 26, 8) · 80");
  await window.page.locator(".notebookOverlay .squiggly-error").first().waitFor();
  await window.screenshot("notebook");
});

test("the plot of a notebook leads to its cells", async () => {
  const { window } = here;
  await window.page.locator(".notebook-toolbar-container, .notebook-toolbar-left-container").first().waitFor();
  await window.page.locator(".notebookOverlay .view-line", { hasText: "layers.Conv2D" }).click();
  await window.command("Keras: Show Model Plot");
  await window.node("conv2d").click();
  await window.page.locator(".notebookOverlay .monaco-editor.focused .selected-text").first().waitFor();
  await window.node("conv2d").and(window.plot.locator(".lit")).waitFor();
  await window.closeAll();
});

test("a file of Keras itself is not run when it is opened", async () => {
  const { window } = here;
  await window.choose("Control+p", here.kerasFile, "sequential.py");
  await window.sees("class Sequential");
  await window.page.locator(".statusbar-item[id='status.languageStatus']").waitFor();
  assert.match(await window.status(), /no model[\s\S]*nothing was run yet/);
  await window.command("Keras: Analyze File");
  await window.notified("Keras: Not run: it belongs to an installed package or to Python itself");
  await window.closeAll();
});
