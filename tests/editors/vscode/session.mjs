// One server of VS Code and one window for all scenarios, which follow each other in it.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before } from "node:test";
import { FILES } from "./files.mjs";
import { home, launch, repository, serve, workspace } from "./server.mjs";
import { Window } from "./window.mjs";

/** What the scenarios share. */
export const here = {};

/** Start before the scenarios, end after them. */
export function session() {
  before(async () => {
    here.kerasFile = execFileSync(
      join(repository, ".venv", "bin", "python"),
      ["-c", "import importlib.util as u; print(u.find_spec('keras').submodule_search_locations[0])"],
      { encoding: "utf8" },
    ).trim() + "/src/models/sequential.py";
    here.home = home();
    here.folder = workspace(here.home, "workspace", FILES);
    here.server = await serve(here.home, "main");
    here.browser = await launch();
    here.window = await Window.open(here.browser, here.server, here.folder, "digits.py");
  });
  after(async () => {
    await here.browser?.close();
    await here.server?.stop();
    here.home?.remove();
  });
}
