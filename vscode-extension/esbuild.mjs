// Two bundles: the extension for Node, the panel for the webview; and what they owe to others.
import { writeFileSync } from "node:fs";
import { build, context } from "esbuild";
import { notices } from "./scripts/notices.mjs";

const shared = { bundle: true, minify: true, metafile: true, legalComments: "none", logLevel: "warning" };
const bundles = [
  {
    ...shared,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["vscode"],
  },
  {
    ...shared,
    entryPoints: ["src/panel/view/main.ts", "src/panel/view/drawer.ts", "src/panel/view/style.css"],
    outdir: "dist/panel",
    platform: "browser",
    target: "chrome128",
    format: "iife",
  },
];

if (process.argv.includes("--watch")) {
  for (const bundle of bundles) await (await context(bundle)).watch();
} else {
  const results = await Promise.all(bundles.map((bundle) => build(bundle)));
  const metafiles = results.map(({ metafile }) => metafile);
  writeFileSync("dist/ThirdPartyNotices.txt", notices(metafiles, import.meta.dirname));
}
