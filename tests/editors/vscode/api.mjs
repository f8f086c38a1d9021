// Tests with VS Code's API, in the real extension host: the suite tells by a file how it went.

import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { FILES } from "./files.mjs";
import { home, repository, serve, workspace } from "./server.mjs";
import { here } from "./session.mjs";

const SUITE = join(import.meta.dirname, "suite");
const TESTS = 10;

test("VS Code's API", async (context) => {
  const own = home();
  const [old, asked, result] = ["python3.8", "asked", "result.json"].map((name) => join(own.base, name));
  writeFileSync(old, `#!/bin/sh\necho "$@" >> ${asked}\necho 3.8.2\n`);
  chmodSync(old, 0o755);
  const python = join(repository, ".venv", "bin", "python");
  const folder = workspace(own, "workspace", {
    "digits.py": FILES["digits.py"],
    "suite.json": JSON.stringify({ python, old, asked, result }),
  });
  const server = await serve(own, "api", { settings: { "keras-lsp.interpreter": "" } });
  const page = await here.browser.newPage();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  try {
    const remote = (path) => `vscode-remote://127.0.0.1:${server.port}${path}`;
    const ended = new Promise((resolve) => page.exposeFunction("codeAutomationExit", resolve));
    await page.exposeFunction("codeAutomationLog", () => undefined);
    const payload = JSON.stringify([
      ["extensionDevelopmentPath", remote(join(repository, "vscode-extension"))],
      ["extensionDevelopmentPath", remote(join(SUITE, "python"))],
      ["extensionTestsPath", remote(join(SUITE, "index.js"))],
      ["skipWelcome", "true"],
    ]);
    await page.goto(`http://127.0.0.1:${server.port}/?folder=${encodeURI(folder)}&payload=${encodeURIComponent(payload)}`);
    await ended;
    assert.ok(existsSync(result), `the suite did not come to its end\n${server.logs()}`);
    const results = Object.entries(JSON.parse(readFileSync(result, "utf8")));
    for (const [name, { passed, failure }] of results) {
      await context.test(name, () => assert.ok(passed, failure));
    }
    assert.equal(results.length, TESTS);
  } finally {
    await page.close();
    await server.stop();
    own.remove();
  }
});
