// An untrusted workspace: nothing runs in it before it is trusted.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FILES } from "./files.mjs";
import { home, pythonRuns, serve, workspace } from "./server.mjs";
import { here } from "./session.mjs";
import { Window } from "./window.mjs";

test("in an untrusted workspace nothing runs until it is trusted", async () => {
  const own = home();
  const folder = workspace(own, "untrusted", { "digits.py": FILES["digits.py"] });
  const server = await serve(own, "trust", { trust: true });
  await here.window.close();
  const window = await Window.open(here.browser, server, folder, undefined);
  here.window = window;
  try {
    await window.page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
    await window.openFile("digits.py");
    await window.sees("model = keras.Sequential()");
    await window.page.locator(".statusbar-item[id='status.languageStatus']").waitFor();
    assert.match(await window.status(), /Keras: not run\s*the workspace is not trusted/);
    assert.equal(pythonRuns(own), false);
    await window.screenshot("untrusted");
    await window.command("Workspaces: Manage Workspace Trust");
    await window.page.locator(".workspace-trust-editor .monaco-button", { hasText: "Trust" }).first().click();
    const modal = window.page.locator(".monaco-modal-editor-block");
    if (await modal.isVisible()) await modal.locator(".codicon-close").first().click();
    await window.openFile("digits.py");
    await window.sees("→ (None, 26, 26, 32) · 320");
    assert.equal(pythonRuns(own), true);
  } finally {
    await server.stop();
    own.remove();
  }
});
