// The licences of the libraries whose code is in the bundles, which must go where the code goes.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ALLOWED = ["MIT", "Apache-2.0", "ISC", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "Python-2.0", "0BSD"];
const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/** What packages contain in compiled form, and their own licences do not tell of. */
const WITHIN = {
  "@hpcc-js/wasm-graphviz": `It contains, compiled to WebAssembly:
- Graphviz, under the Eclipse Public License. Its source code, and the licence's text, are at
  https://gitlab.com/graphviz/graphviz. It comes without warranty of any kind.
- Expat, under the MIT licence: https://github.com/libexpat/libexpat.

`,
};

/** One text for the packages that esbuild's metafiles name; throws if one has none, or another licence. */
export function notices(metafiles, root) {
  const folders = new Set();
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = PACKAGE.exec(input)?.[1];
        if (folder && bytesInOutput > 0) folders.add(folder);
      }
    }
  }
  return [...folders].sort().map((folder) => notice(join(root, folder))).join("\n\n");
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (!ALLOWED.includes(license)) throw new Error(`${name} has the licence ${license}: is it to be bundled?`);
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  if (!file || !existsSync(join(folder, file))) throw new Error(`${name} brings no text of its licence`);
  const title = `${name} ${version} (${license})\n${"=".repeat(72)}\n\n`;
  return `${title}${WITHIN[name] ?? ""}${readFileSync(join(folder, file), "utf8").trim()}\n`;
}
