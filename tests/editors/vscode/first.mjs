// How a Python with Keras is found, and what is offered where there is none.

import assert from "node:assert/strict";
import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { FILES } from "./files.mjs";
import { repository, workspace } from "./server.mjs";
import { here } from "./session.mjs";
import { Window } from "./window.mjs";

const settings = (interpreter) => JSON.stringify({ "keras-lsp.interpreter": interpreter });

test("an environment of the folder that has Keras is used", async () => {
  const folder = workspace(here.home, "own environment", {
    "shown.py": FILES["shown.py"],
    ".vscode/settings.json": settings(""),
  });
  symlinkSync(join(repository, ".venv"), join(folder, ".venv"));
  const window = await Window.open(here.browser, here.server, folder, "shown.py");
  try {
    await window.sees("→ (None, 26, 26, 32) · 320");
    assert.match(await window.status(), new RegExp(join(folder, ".venv", "bin", "python")));
  } finally {
    await window.close();
  }
});

test("where there is no Keras another Python is offered, and how to install it", async () => {
  const python = join(here.home.base, "no Keras", "bare", "bin", "python");
  const folder = workspace(here.home, "no Keras", {
    "shown.py": FILES["shown.py"],
    "bare/bin/python": `#!/bin/sh\nexec ${join(repository, ".venv", "bin", "python")} -S "$@"\n`,
    ".vscode/settings.json": settings(python),
    "venv/pyvenv.cfg": "",
    "venv/bin/python": "",
    "venv/lib/python3.12/site-packages/keras/__init__.py": "",
  });
  chmodSync(python, 0o755);
  const window = await Window.open(here.browser, here.server, folder, "shown.py");
  try {
    await window.page.locator(".monaco-editor .squiggly-error").first().waitFor();
    await window.goTo(1);
    const offers = window.page.locator(".action-widget");
    await window.opened("Control+.", offers.locator(".monaco-list-row", { hasText: "Choose another Python…" }));
    await window.screenshot("no-keras");
    await offers.locator(".monaco-list-row", { hasText: "Copy the command that installs Keras" }).click();
    await window.page.locator(".statusbar", { hasText: `"${python}" -m pip install keras tensorflow` }).waitFor();
    await window.commandThatAsks("Keras: Choose Python…");
    await window.page.locator(".quick-input-list .monaco-list-row", { hasText: "has Keras" }).waitFor();
    await window.screenshot("choose-python");
    await window.press("Escape");
  } finally {
    await window.close();
  }
});
