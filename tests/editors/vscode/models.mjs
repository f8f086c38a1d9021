// The tree of all models: what it tells, and where it leads.

import { test } from "node:test";
import { here } from "./session.mjs";

/** The row of a file or a model. */
function row(...texts) {
  const rows = here.window.page.locator("[id='workbench.view.explorer'] .pane", { hasText: "Keras Models" }).locator(".monaco-list-row");
  return texts.reduce((found, text) => found.filter({ hasText: text }), rows).first();
}

function tab(text) {
  return here.window.page.locator(".tab", { hasText: text });
}

test("models: a tree has the models of each file, and leads to source, plot and summary", async () => {
  const { window } = here;
  await window.openFile("shown.py");
  await window.sees("→ (None, 26, 26, 32)");
  await window.command("Explorer: Focus on Keras Models View");
  await row("broken", "1 layer fails").waitFor();
  await row("model", "Sequential · 19,466 params · 4.9M FLOPs").click();
  await window.selects("Ln 4, Col 9 (18 selected)");
  await row("Sequential · 19,466 params").hover();
  await row("Sequential · 19,466 params").locator("[aria-label='Show Plot']").click();
  await tab("model · shown.py").waitFor();
  await row("Sequential · 19,466 params").hover();
  await row("Sequential · 19,466 params").locator("[aria-label='Show Summary']").click();
  await tab("model summary · shown.py").waitFor();
  await window.screenshot("models");
});

test("models: those of the whole workspace are found, whether or not their files are open", async () => {
  const { window } = here;
  await window.command("Keras: Analyze Workspace");
  await row("vision_transformer.py").waitFor({ timeout: 90_000 });
  await row("nested.py").waitFor();
  await row("u_net.py").waitFor();
  await window.screenshot("models-of-workspace");
});
