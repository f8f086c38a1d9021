// The pictures of the README, and the panel in other themes. `make screenshots` takes them over.

import { test } from "node:test";
import { here } from "./session.mjs";

/** What fades in or moves has come to rest. */
async function rest(locator) {
  await locator.evaluate((element) =>
    Promise.all(element.getAnimations({ subtree: true }).map((animation) => animation.finished)),
  );
}

test("pictures of the editor", async () => {
  const { window } = here;
  await window.closeAll();
  await window.command("Notifications: Clear All Notifications");
  await window.page.setViewportSize({ width: 1000, height: 540 });
  await window.press("Control+b");
  await window.page.locator(".part.sidebar").waitFor({ state: "hidden" });
  await window.openFile("shown.py");
  await window.sees("→ (None, 26, 26, 32) · 320");
  await window.page.locator(".monaco-editor .squiggly-error").first().waitFor();
  await window.goTo(2);
  await window.page.locator(".codelens-decoration", { hasText: "19,466 params" }).waitFor();
  await window.screenshot("readme-editor");
  await window.hover("wide, narrow");
  const hover = window.page.locator(".monaco-hover:not(.hidden)", { hasText: "cannot combine" }).first();
  await hover.waitFor();
  await rest(hover);
  await window.screenshot("readme-hover");
});

test("pictures of the plot in each theme", async () => {
  const { window } = here;
  await window.page.setViewportSize({ width: 1100, height: 640 });
  await window.command("Keras: Show Model Plot");
  await window.node("add").waitFor();
  await window.intoEditor();
  await window.goTo(16);
  await window.node("add").and(window.plot.locator(".lit")).waitFor();
  await window.screenshot("readme-plot");
  for (const [theme, look] of [
    ["Default Dark Modern", "vscode-dark"],
    ["Default High Contrast", "vscode-high-contrast"],
    ["Default High Contrast Light", "vscode-high-contrast-light"],
  ]) {
    here.server.configure({ "workbench.colorTheme": theme });
    await window.plot.locator(`body.${look}`).waitFor();
    await rest(window.page.locator("body"));
    await window.screenshot(`theme-${look}`);
  }
  here.server.configure({});
});
