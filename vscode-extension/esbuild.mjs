// Bundles: the extension for Node, a page for each panel; and what they owe to others.
import { writeFileSync } from "node:fs";
import { build, context } from "esbuild";
import { notices } from "./scripts/notices.mjs";

const shared = { bundle: true, minify: true, metafile: true, legalComments: "none", logLevel: "warning" };

function pageOf(folder, ...files) {
  return {
    ...shared,
    entryPoints: files.map((file) => `src/${folder}/view/${file}`),
    outdir: `dist/${folder}`,
    platform: "browser",
    target: "chrome128",
    format: "iife",
  };
}

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
  pageOf("panel", "main.ts", "drawer.ts", "style.css"),
  pageOf("summary", "main.ts", "style.css"),
];

if (process.argv.includes("--watch")) {
  for (const bundle of bundles) await (await context(bundle)).watch();
} else {
  const results = await Promise.all(bundles.map((bundle) => build(bundle)));
  const metafiles = results.map(({ metafile }) => metafile);
  writeFileSync("dist/ThirdPartyNotices.txt", notices(metafiles, import.meta.dirname));
}
