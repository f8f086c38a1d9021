// VS Code's own server with the built extension in it, and a browser to look at it.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { browser as chromium, NEWEST, vscode } from "../tools.mjs";

export const version = process.env.VSCODE ?? NEWEST;
export const repository = join(import.meta.dirname, "..", "..", "..");
export const out = join(repository, "tests", "editors", "out");
const vsix = join(repository, "vscode-extension", "keras-lsp.vsix");
const tools = vscode(version);

const SETTINGS = {
  "chat.disableAIFeatures": true,
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.colorTheme": "Default Light Modern",
  "workbench.tips.enabled": false,
  "workbench.reduceMotion": "on",
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  "update.showReleaseNotes": false,
  // What is outdated stays so until a save. Without this, see `typing.mjs`.
  "keras-lsp.run": "onSave",
  // What is typed is what is meant, and it is saved when it is said.
  "files.autoSave": "off",
  "editor.autoClosingBrackets": "never",
  "editor.autoClosingQuotes": "never",
  "editor.autoIndent": "none",
  "editor.quickSuggestions": { other: "off", comments: "off", strings: "off" },
  "editor.suggestOnTriggerCharacters": false,
  "editor.parameterHints.enabled": false,
  "editor.wordBasedSuggestions": "off",
  "editor.minimap.enabled": false,
  "editor.stickyScroll.enabled": false,
  "editor.occurrencesHighlight": "off",
  "keras-lsp.interpreter": join(repository, ".venv", "bin", "python"),
};

const FLAGS = [
  "--accept-server-license-terms", "--without-connection-token", "--host", "127.0.0.1",
  "--telemetry-level", "off", "--enable-smoke-test-driver",
];

/** A directory of our own with the extension installed; several servers may share it. */
export function home() {
  const base = mkdtempSync(join(tmpdir(), "keras-lsp-vscode-"));
  const extensions = join(base, "extensions");
  const data = join(base, "install");
  execFileSync(
    tools.node,
    [tools.server, ...FLAGS, "--server-data-dir", data, "--extensions-dir", extensions, "--install-extension", vsix],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  return {
    base,
    extensions,
    remove: () => rmSync(base, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** A directory with files, by their names. */
export function workspace({ base }, name, files) {
  const directory = join(base, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(directory, file, ".."), { recursive: true });
    writeFileSync(join(directory, file), text);
  }
  return directory;
}

/** A running server. With `trust`, it asks whether a workspace is to be trusted. */
export async function serve({ base, extensions }, name, { trust = false, settings = {} } = {}) {
  const data = join(base, `server-${name}`);
  mkdirSync(join(data, "data", "Machine"), { recursive: true });
  const configure = (more) =>
    writeFileSync(join(data, "data", "Machine", "settings.json"), JSON.stringify({ ...SETTINGS, ...settings, ...more }));
  configure({});
  const port = await freePort();
  const child = spawn(
    tools.node,
    [
      tools.server, ...FLAGS, "--port", String(port), "--server-data-dir", data, "--extensions-dir", extensions,
      ...(trust ? [] : ["--disable-workspace-trust"]),
    ],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, XDG_CACHE_HOME: join(base, "cache") } },
  );
  const lines = createInterface(child.stdout);
  child.stderr.resume();
  await new Promise((resolve, reject) => {
    lines.on("line", (line) => {
      if (line.includes("Extension host agent listening")) resolve();
    });
    child.once("exit", (code) => reject(new Error(`VS Code's server ended with ${code}`)));
  });
  const stop = async () => {
    if (child.exitCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  };
  return { port, configure, stop, logs: () => logs(join(data, "data", "logs")) };
}

/** Whether the extension's server runs somewhere for these extensions. */
export function pythonRuns({ extensions }) {
  return readdirSync("/proc").some((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(extensions + "/keras-lsp");
    } catch {
      return false; // it has ended
    }
  });
}

export async function launch() {
  const { chromium: engine } = await import(tools.playwright);
  return engine.launch({
    executablePath: chromium(),
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
  });
}

function logs(directory) {
  const files = readdirSync(directory, { recursive: true }).filter((file) => /[Kk]eras.*\.log$/.test(file));
  return files.map((file) => readFileSync(join(directory, file), "utf8")).join("\n");
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}
