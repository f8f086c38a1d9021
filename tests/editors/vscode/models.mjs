// The tree of all models: what it tells, and where it leads.

import { test } from "node:test";
import { FILES } from "./files.mjs";
import { workspace } from "./server.mjs";
import { here } from "./session.mjs";
import { Window } from "./window.mjs";

let window;

/** The row of a file or a model. */
function row(...texts) {
  const pane = window.page.locator(".pane", { hasText: "Keras Models" });
  return texts.reduce((found, text) => found.filter({ hasText: text }), pane.locator(".monaco-list-row")).first();
}

async function opens(action, title) {
  await row("Sequential · 19,466 params").hover();
  await row("Sequential · 19,466 params").locator(`[aria-label="${action}"]`).click();
  await window.page.locator(".tab", { hasText: title }).waitFor();
}

test("models: a tree has the models of each file, open or not, and leads to source, plot and summary", async () => {
  const folder = workspace(here.home, "models", {
    "shown.py": FILES["shown.py"],
    "nested.py": FILES["nested.py"],
    "architectures/u_net.py": FILES["u_net.py"],
    "notes.py": "print('no Keras')\n",
  });
  window = await Window.open(here.browser, here.server, folder, "shown.py");
  try {
    await window.sees("→ (None, 26, 26, 32)");
    await window.command("Explorer: Focus on Keras Models View");
    await row("broken", "1 layer fails").waitFor();
    await row("model", "Sequential · 19,466 params · 4.9M FLOPs").click();
    await window.selects("Ln 4, Col 9 (18 selected)");
    await opens("Show Plot", "model · shown.py");
    await opens("Show Summary", "model summary · shown.py");
    await window.command("Keras: Analyze Workspace");
    await row("u_net.py", "architectures").waitFor();
    await row("encoder", "nested").waitFor();
    await window.screenshot("models");
  } finally {
    await window.close();
  }
});
