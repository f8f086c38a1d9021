// How long a person waits: `TIMES=1 node --test tests/editors/vscode/all.test.mjs` prints it.

import { performance } from "node:perf_hooks";
import { test } from "node:test";
import { workspace } from "./server.mjs";
import { here } from "./session.mjs";
import { Window } from "./window.mjs";

const ROUNDS = 10;
const program = `import keras
from keras import layers

model = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Conv2D(3, 3),
        layers.Flatten(),
        layers.Dense(10),
    ]
)
`;

/** A window of its own on the program, which has been run. */
async function opened(run) {
  const settings = JSON.stringify({ "keras-lsp.run": run });
  const folder = workspace(here.home, run, { "times.py": program, ".vscode/settings.json": settings });
  const window = await Window.open(here.browser, here.server, folder, "times.py");
  await window.sees("→ (None, 26, 26, 3) · 30");
  return window;
}

/** Milliseconds that something takes. */
async function timed(action) {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

function told(what, times) {
  const sorted = times.map(Math.round).sort((one, other) => one - other);
  const middle = Math.round((sorted[ROUNDS / 2 - 1] + sorted[ROUNDS / 2]) / 2);
  return `${what}: ${middle} ms, ${sorted[0]} to ${sorted.at(-1)}; median of ${ROUNDS}`;
}

test("from a key to its hint", async (context) => {
  const window = await opened("auto");
  await window.goTo(7, 24);
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    times.push(await timed(async () => {
      await window.page.keyboard.type(String(round));
      await window.sees(`→ (None, 26, 26, 3${round})`);
    }));
    await window.press("Backspace");
    await window.sees("→ (None, 26, 26, 3)");
  }
  context.diagnostic(told("key to hint", times));
  await window.close();
});

test("from a save to the plot that is drawn anew", async (context) => {
  const window = await opened("onSave");
  await window.command("Keras: Show Model Plot");
  await window.node("conv2d").waitFor();
  await window.intoEditor();
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await window.replaceLine(7, `layers.Conv2D(2${round}, 3),`);
    await window.plot.locator("#outdated", { hasText: "save to bring it up to date" }).waitFor();
    times.push(await timed(async () => {
      await window.press("Control+s");
      await window.plot.locator("text", { hasText: `(None, 26, 26, 2${round})` }).first().waitFor();
    }));
    await window.plot.locator("#outdated").waitFor({ state: "hidden" });
  }
  context.diagnostic(told("save to plot", times));
  await window.close();
});
