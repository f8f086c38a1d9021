// The pictures of the documents, and the panel in other themes. `make screenshots` takes them over.

import { execFileSync } from "node:child_process";
import { devNull } from "node:os";
import { test } from "node:test";
import { FILES } from "./files.mjs";
import { workspace } from "./server.mjs";
import { here } from "./session.mjs";
import { Window } from "./window.mjs";

const builder = `import keras
from keras import layers


def build_model(width):
    image = keras.Input((28, 28, 1))
    x = layers.Conv2D(width, 3, activation="relu")(image)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(image, layers.Dense(10)(x))
`;

const branches = `import keras
from keras.layers import Add, Conv2D, Dense, Flatten

image = keras.Input((28, 28, 1))
wide = Conv2D(16, 3, padding="same")(image)
narrow = Conv2D(16, 3)(image)
both = Add()([wide, narrow])
flat = Flatten()(both)
model = keras.Model(image, Dense(10)(flat))
`;

const shown = FILES["shown.py"];
const MODELS = {
  "model.py": shown,
  "unflattened.py": FILES["unflattened.py"],
  "builder.py": builder,
  "branches.py": branches,
  "digits.py": shown.slice(0, shown.indexOf("\nimage")),
  "cells.ipynb": FILES["cells.ipynb"],
  "gpt2_small.py": FILES["gpt2_small.py"],
  "resnet.py": FILES["resnet.py"],
};

// A hover hides nothing above its line, and no lamp the code.
const LOOK = { "editor.hover.above": false, "editor.lightbulb.enabled": "off" };

let guide;

/** What fades in or moves has come to rest. */
async function rest(locator) {
  await locator.evaluate((element) =>
    Promise.all(element.getAnimations({ subtree: true }).map((animation) => animation.finished)),
  );
}

/** A picture of the editors, from some height to another, without the workbench around them. */
async function picture(name, { from = 0, to, of = ".part.editor" }) {
  const { x, y, width } = await guide.page.locator(of).last().boundingBox();
  await guide.screenshot(`readme-${name}`, { clip: { x, y: y + from, width, height: to - from } });
}

function size(width, height) {
  return guide.page.setViewportSize({ width, height });
}

function lens(text) {
  return guide.page.locator(".codelens-decoration", { hasText: text });
}

/** Wait for what the hover says at a text of the editor. */
async function hover(text, said) {
  await guide.hover(text);
  const shown = guide.page.locator(".monaco-hover:not(.hidden)", { hasText: said }).first();
  await shown.waitFor();
  await rest(shown);
}

/** Commit all files of a folder, whatever the user's own set-up is. */
function commit(folder) {
  const who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: "1" };
  for (const words of [["init", "--quiet"], ["add", "--all"], [...who, "commit", "--quiet", "--message", "all"]]) {
    execFileSync("git", words, { cwd: folder, env });
  }
}

test("a folder with a past is opened", async () => {
  const folder = workspace(here.home, "models", MODELS);
  commit(folder);
  here.server.configure(LOOK);
  guide = await Window.open(here.browser, here.server, folder, "model.py", { size: { width: 900, height: 800 } });
  // This window has an extension host, a server and a Keras of its own to start.
  guide.page.setDefaultTimeout(90_000);
  await guide.press("Control+b");
  await guide.page.locator(".part.sidebar").waitFor({ state: "hidden" });
});

test("pictures of the editor", async () => {
  await guide.sees("→ (None, 26, 26, 32) · 320");
  await guide.page.locator(".monaco-editor .squiggly-error").first().waitFor();
  await guide.goTo(2);
  await lens("19,466 params").waitFor();
  await picture("editor", { to: 455 });
  // A hover is a quarter as high as its editor.
  await size(900, 1700);
  await hover("wide, narrow", "cannot combine");
  await guide.page.locator(".monaco-hover:not(.hidden)", { hasText: "Quick Fix..." }).first().waitFor();
  await picture("hover", { from: 300, to: 700 });
  await guide.press("Escape");
  await size(900, 800);
  await guide.goTo(2);
  await hover("MaxPooling2D", "max_pooling2d");
  await hover("Conv2D", "conv2d");
  await picture("layer", { to: 455 });
  await guide.press("Escape");
});

test("a picture of the summary", async () => {
  await guide.goTo(1);
  await size(1500, 480);
  await guide.page.locator(".codelens-decoration a", { hasText: "summary" }).first().click();
  await (await guide.panel("#table")).locator("tr", { hasText: "max_pooling2d" }).waitFor();
  await picture("summary", { to: 418 });
  await guide.closeAll();
});

test("a picture of a quick fix", async () => {
  await size(900, 800);
  await guide.openFile("unflattened.py");
  await guide.page.locator(".monaco-editor .squiggly-warning").first().waitFor();
  await guide.goTo(7, 20);
  const fix = guide.page.locator(".action-widget .monaco-list-row.focused", { hasText: "Insert Flatten()" });
  await rest(await guide.opened("Control+.", fix));
  await picture("fix", { to: 400 });
  await guide.press("Escape");
  await guide.closeAll();
});

test("a picture of a builder that needs arguments", async () => {
  await guide.openFile("builder.py");
  await guide.page.locator(".monaco-editor .squiggly-info").first().waitFor();
  await guide.goTo(5, 6);
  const fix = guide.page.locator(".action-widget .monaco-list-row.focused", { hasText: "build_model(width=64)" });
  await guide.opened("Control+.", fix);
  await guide.press("Enter");
  await guide.sees("# keras-lsp: build_model(width=64)");
  await guide.save();
  await lens("1,290 params").waitFor();
  await guide.goTo(2);
  await picture("builder", { to: 290 });
  await guide.closeAll();
});

test("a picture of a notebook", async () => {
  await guide.choose("Control+p", "cells.ipynb", "cells.ipynb");
  await guide.sees("model.add(layers.Conv2D(8, 3))→ (None, 26, 26, 8) · 80");
  await guide.page.locator(".notebookOverlay .squiggly-error").first().waitFor();
  await picture("notebook", { to: 330 });
  await guide.closeAll();
});

test("a picture of what is inside a block", async () => {
  await size(1400, 900);
  await guide.openFile("gpt2_small.py");
  await guide.sees("×12 → (None, 1024, 768)");
  await guide.command("Keras: Show Model Plot");
  await guide.node("block").locator(".fold").click();
  await guide.node("block.mlp").locator(".fold").click();
  await guide.plot.locator("#optionsButton").click();
  await guide.plot.locator("[data-option=showCosts]").check();
  await guide.press("Escape");
  await guide.node("block.mlp.dense").click();
  await guide.selects("Ln 12, Col 19 (42 selected)");
  await picture("blocks", { to: 600 });
  await guide.closeAll();
});

test("a picture of blocks that repeat each other", async () => {
  await size(1400, 900);
  await guide.openFile("resnet.py");
  await lens("25.6M params").waitFor();
  await guide.command("Keras: Show Model Plot");
  await guide.plot.locator("[data-node='repeats.layer.conv4_block1_1_conv']").waitFor();
  await guide.plot.locator("#fit").click();
  await picture("repeats", { to: 830, of: ".editor-group-container" });
  await guide.closeAll();
});

test("a picture of the tree of models", async () => {
  await size(1500, 900);
  await guide.command("Explorer: Focus on Keras Models View");
  const pane = guide.page.locator(".pane", { hasText: "Keras Models" });
  await pane.locator(".monaco-list-row", { hasText: "gpt2_small.py" }).waitFor();
  // Room for it: the tree of files is folded, and the bar is as wide as the texts.
  await guide.page.locator(".pane-header", { hasText: "models" }).first().click();
  const { x, width, y } = await guide.page.locator(".part.sidebar").boundingBox();
  await guide.page.mouse.move(x + width, y + 300);
  await guide.page.mouse.down();
  await guide.page.mouse.move(x + width + 200, y + 300, { steps: 5 });
  await guide.page.mouse.up();
  await picture("models", { to: 330, of: ".part.sidebar" });
  await guide.press("Control+b");
  await guide.page.locator(".part.sidebar").waitFor({ state: "hidden" });
});

test("pictures of the plot in each theme", async () => {
  await size(1400, 640);
  await guide.openFile("branches.py");
  await guide.sees("→ (None, 26, 26, 16) · 160");
  await guide.command("Keras: Show Model Plot");
  await guide.node("add").waitFor();
  await guide.intoEditor();
  await guide.goTo(7);
  await guide.node("add").and(guide.plot.locator(".lit")).waitFor();
  await picture("plot", { to: 590 });
  for (const [theme, look] of [
    ["Default Dark Modern", "vscode-dark"],
    ["Default High Contrast", "vscode-high-contrast"],
    ["Default High Contrast Light", "vscode-high-contrast-light"],
  ]) {
    here.server.configure({ ...LOOK, "workbench.colorTheme": theme });
    await guide.plot.locator(`body.${look}`).waitFor();
    await rest(guide.page.locator("body"));
    await guide.screenshot(`theme-${look}`);
  }
  here.server.configure({});
  await guide.plot.locator("body.vscode-light").waitFor();
  await guide.intoEditor();
  await guide.closeAll();
});

test("pictures of what changed", async () => {
  await size(900, 800);
  await guide.openFile("digits.py");
  await guide.sees("→ (None, 26, 26, 32) · 320");
  await guide.replaceLine(9, "model.add(layers.Flatten())");
  await guide.save();
  await lens("since HEAD: +76,800 params").waitFor();
  await guide.replaceLine(7, "model.add(layers.MaxPooling2D(3))");
  await guide.save();
  await lens("since HEAD: +22,400 params").waitFor();
  await guide.sees("→ (None, 10) · 23,050");
  await picture("changes", { to: 310 });
  await size(1300, 640);
  await guide.command("Keras: Show Model Plot");
  await guide.plot.locator("#showChanges").selectOption("head");
  await guide.node("dense").locator("text", { hasText: "· changed" }).waitFor();
  await guide.plot.locator("#fit").click();
  await picture("colours", { to: 570, of: ".editor-group-container" });
  await guide.close();
});
