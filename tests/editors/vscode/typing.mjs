// What a person sees who types and does not save, with the settings as they are by default.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { workspace } from "./server.mjs";
import { here } from "./session.mjs";
import { Window } from "./window.mjs";

const live = `import keras
import numpy as np
from keras import layers

model = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, 3),
        layers.Flatten(),
        layers.Dense(10),
    ]
)
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(np.zeros((90, 28, 28, 1)), np.arange(90) % 10)
`;

/** The tops of a line's text in each picture that is drawn from now on, each once. */
async function watched(page, text) {
  await page.evaluate((wanted) => {
    const tops = (window.seenTops = new Set());
    const look = () => {
      const line = [...document.querySelectorAll(".monaco-editor .view-line")].find((each) =>
        each.textContent.replace(/\s/g, "").includes(wanted),
      );
      if (line) tops.add(Math.round(line.getBoundingClientRect().top));
      requestAnimationFrame(look);
    };
    look();
  }, text);
  return () => page.evaluate(() => [...window.seenTops]);
}

/** A window of its own: the first test opens it, the last one closes it. */
let window;

test("with a quick run each key brings the hints up to date, and no line moves", async () => {
  const settings = { "keras-lsp.run": "auto", "editor.suggestOnTriggerCharacters": true };
  const folder = workspace(here.home, "live", { "live.py": live, ".vscode/settings.json": JSON.stringify(settings) });
  window = await Window.open(here.browser, here.server, folder, "live.py");
  await window.sees("layers.Conv2D(32, 3),→ (None, 26, 26, 32) · 320");
  await window.page.locator(".codelens-decoration", { hasText: /217K params\s*\|\s*summary/ }).waitFor();
  const tops = await watched(window.page, "layers.Dense(10)");
  await window.goTo(8, 25);
  await window.press("Backspace");
  await window.sees("layers.Conv2D(3, 3),→ (None, 26, 26, 3) · 30");
  await window.page.keyboard.type("6");
  await window.sees("layers.Conv2D(36, 3),→ (None, 26, 26, 36) · 360");
  await window.sees("layers.Dense(10),→ (None, 10) · 243K");
  // While it does not parse, too.
  await window.page.keyboard.type(" *");
  await window.sees("layers.Conv2D(36 *, 3),");
  await window.sees("layers.Dense(10),→ (None, 10) · 243K");
  await window.page.keyboard.type(" 2");
  await window.sees("layers.Conv2D(36 * 2, 3),→ (None, 26, 26, 72) · 720");
  await window.page.locator(".codelens-decoration", { hasText: "params (+" }).waitFor();
  assert.equal((await tops()).length, 1);
  await window.screenshot("typing");
  assert.equal(readFileSync(join(folder, "live.py"), "utf8"), live);
});

test("where Keras takes a string, those that it takes are offered", async () => {
  await window.press("Control+End");
  await window.page.keyboard.type('layers.Dense(4, activation="');
  const offered = window.page.locator(".suggest-widget.visible .monaco-list-row");
  await offered.filter({ hasText: "relu" }).first().waitFor();
  await window.page.keyboard.type("gel");
  await offered.filter({ hasText: "gelu" }).first().waitFor();
  await window.screenshot("completion");
  await window.press("Enter");
  await window.sees('layers.Dense(4, activation="gelu');
});

test("in Dense( the units are offered that the targets ask for", async () => {
  await window.press("Control+End");
  await window.press("Enter");
  await window.page.keyboard.type("layers.Dense(");
  const offered = window.page.locator(".suggest-widget.visible .monaco-list-row");
  await window.opened("Control+Space", offered.filter({ hasText: "10" }).filter({ hasText: "classes 0 to 9" }).first());
  await window.screenshot("units");
  await window.close();
});
