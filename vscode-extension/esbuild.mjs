// Two bundles: the extension for Node, the panel for the webview.
import { build, context } from "esbuild";

const shared = { bundle: true, minify: true, legalComments: "linked", logLevel: "warning" };
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
    entryPoints: ["src/panel/view/main.ts", "src/panel/view/style.css"],
    outdir: "dist/panel",
    platform: "browser",
    target: "chrome128",
    format: "iife",
  },
];

if (process.argv.includes("--watch")) {
  for (const bundle of bundles) await (await context(bundle)).watch();
} else {
  await Promise.all(bundles.map((bundle) => build(bundle)));
}
