// The built extension in VS Code, in a browser: `node --test tests/editors/vscode/all.test.mjs`.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { missing } from "../tools.mjs";
import { out, version } from "./server.mjs";
import { here, session } from "./session.mjs";

const reason = missing(version);
if (reason) test(`VS Code ${version}`, { skip: reason });
else {
  session();
  afterEach(async ({ name, passed }) => {
    if (passed || !here.window) return;
    const file = `failed ${name}`;
    await here.window.screenshot(file);
    writeFileSync(join(out, `${file}.txt`), here.server?.logs() ?? "");
  });
  const scenarios = [
    "editing", "typing", "plot", "panel", "table", "legible", "models", "first", "trust", "api",
  ];
  // Pictures of the documents: `make screenshots`. Times of the editor, which need a quiet machine.
  const others = ["pictures", "times"].filter((name) => process.env[name.toUpperCase()]);
  for (const name of others.length ? others : scenarios) await import(`./${name}.mjs`);
}
