// Makes keras-lsp.vsix: the bundles, the server with its packages, the archive.
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const LIMIT = 5 * 1024 * 1024;
const extension = dirname(dirname(fileURLToPath(import.meta.url)));
const project = dirname(extension);
const libs = join(extension, "bundled", "libs");
const vsix = join(extension, "keras-lsp.vsix");
const python = process.env.PYTHON ?? "python3";

function run(command, ...args) {
  execFileSync(command, args, { cwd: extension, stdio: ["ignore", "inherit", "inherit"] });
}

function bundleServer() {
  rmSync(libs, { recursive: true, force: true });
  // Wheels that fit every system and every Python from 3.10 on, or none.
  run(
    python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile", "--no-deps",
    "--only-binary", ":all:", "--implementation", "py", "--abi", "none", "--platform", "any",
    "--python-version", "3.10", "--target", libs, "--requirement", "bundled/requirements.txt",
  );
  cpSync(join(project, "keras_lsp"), join(libs, "keras_lsp"), {
    recursive: true,
    filter: (path) => !path.includes("__pycache__"),
  });
}

bundleServer();
copyFileSync(join(project, "LICENSE"), join(extension, "LICENSE"));
run(process.execPath, "esbuild.mjs");
run(
  process.execPath, "node_modules/@vscode/vsce/vsce", "package",
  "--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", "--out", vsix,
);
const { size } = statSync(vsix);
if (size > LIMIT) throw new Error(`${vsix} has ${size} bytes, more than ${LIMIT}`);
