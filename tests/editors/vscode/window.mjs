// A window of VS Code as a person sees it: lines and columns count from 1.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { out } from "./server.mjs";

const PATIENCE = 30_000;
// A notebook has such a frame, too, for what its cells show.
const PANEL = 'iframe.webview[src*="extensionId=keras-lsp"]';

export class Window {
  constructor(page, port) {
    this.page = page;
    this.port = port;
    page.setDefaultTimeout(PATIENCE);
  }

  /** Open a folder, with a file in it. */
  static async open(browser, { port }, folder, file, { size = { width: 1280, height: 800 }, ...more } = {}) {
    const context = await browser.newContext({ viewport: size, ...more });
    const window = new Window(await context.newPage(), port);
    const open = file ? [["openFile", `vscode-remote://127.0.0.1:${port}${folder}/${file}`]] : [];
    const payload = encodeURIComponent(JSON.stringify([...open, ["skipWelcome", "true"]]));
    await window.page.goto(`http://127.0.0.1:${port}/?folder=${encodeURI(folder)}&payload=${payload}`);
    if (file) await window.page.locator(".editor-instance .monaco-editor .view-line, .notebook-editor").first().waitFor();
    return window;
  }

  /** Load the window anew, as it was left. A reload that VS Code knows of waits until it has kept everything. */
  async reload(folder) {
    await this.page.evaluate((address) => history.replaceState(null, "", address), `/?folder=${encodeURI(folder)}`);
    const loaded = this.page.waitForEvent("load");
    await this.commandThatAsks("Developer: Reload Window");
    await loaded;
  }

  async close() {
    await this.page.context().close();
  }

  // Doing things.

  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Run a command from the palette. */
  async command(title) {
    await this.choose("F1", `>${title}`, title);
  }

  /** Run a command that itself asks something in the place of the palette. */
  async commandThatAsks(title) {
    await this.found("F1", `>${title}`, title);
    await this.press("Enter");
  }

  /** Open a file of the workspace. */
  async openFile(name) {
    if (await this.page.locator(PANEL).count()) await this.intoEditor();
    await this.choose("Control+p", name, name);
    await this.page.locator(`.tab.active[aria-label^="${name}"]`).waitFor();
  }

  /** Choose what has a label in the palette that a key opens, by a text typed there. */
  async choose(key, text, label) {
    await this.found(key, text, label);
    await this.answer();
  }

  /** Have the palette that a key opens stand at what has a label, by a text typed there. */
  async found(key, text, label) {
    const row = this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: label });
    await this.tried(key, async (timeout) => {
      await this.palette.fill(text, { timeout });
      await row.waitFor({ timeout });
    });
  }

  /** Have something opened by a key. */
  async opened(key, what) {
    await this.tried(key, (timeout) => what.waitFor({ timeout }));
    return what;
  }

  /** Press a key and use what it opens; what moves or closes at that moment may take it away again. */
  async tried(key, use) {
    for (const timeout of [3000, 6000, PATIENCE]) {
      await this.press(key);
      try {
        return await use(timeout);
      } catch (error) {
        if (error.name !== "TimeoutError" || timeout === PATIENCE) throw error;
      }
    }
  }

  /** Have repeats in the plot as one node, or each layer drawn; a picture that comes late may undo it. */
  async foldRepeats(fold, drawn) {
    for (const timeout of [5000, 10_000, PATIENCE]) {
      await this.plot.locator("#optionsButton").click();
      await this.plot.locator("[data-option=foldRepeats]").setChecked(fold);
      await this.plot.locator("#optionsButton").click();
      try {
        return await drawn.waitFor({ state: "attached", timeout });
      } catch (error) {
        if (error.name !== "TimeoutError" || timeout === PATIENCE) throw error;
      }
    }
  }

  /** Say yes to what the palette asks. */
  async answer() {
    await this.tried("Enter", (timeout) => this.page.locator(".quick-input-widget").waitFor({ state: "hidden", timeout }));
  }

  /** Put the cursor somewhere in the active editor. */
  async goTo(line, column = 1) {
    await this.tried("Control+g", (timeout) => this.palette.fill(`:${line}:${column}`, { timeout }));
    await this.answer();
    await this.page.waitForFunction(
      ([at]) => document.querySelector(".statusbar")?.textContent.includes(at),
      [`Ln ${line}, Col ${column}`],
    );
  }

  /** Put another text in the place of a line. */
  async replaceLine(line, text) {
    await this.goTo(line);
    await this.press("Shift+End");
    if (text === "") await this.press("Delete");
    else await this.page.keyboard.insertText(text);
  }

  async save() {
    await this.press("Control+s");
    await this.page.locator(".tab.active.dirty").waitFor({ state: "detached" });
  }

  async screenshot(name, options = {}) {
    mkdirSync(out, { recursive: true });
    await this.page.screenshot({ path: join(out, `${name}.png`), ...options });
  }

  async closeAll() {
    await this.press("Control+k", "Control+w");
    await this.page.locator(".tab").first().waitFor({ state: "detached" });
  }

  /** Have the keys go to the first group of editors. */
  async intoEditor() {
    const group = this.page.locator(".editor-group-container").first();
    // A key would go by way of the panel's page, if that has them.
    await group.locator(".tab.active").click();
    await group.locator(".monaco-editor.focused").first().waitFor();
  }

  // Seeing things.

  /** Where the palette, or a dialog in its place, is typed into. */
  get palette() {
    return this.page.locator(".quick-input-widget input[type=text]").first();
  }

  /** Wait until there is such a notification (this driver shows none by itself), and clear all. */
  async notified(text) {
    await this.command("Notifications: Show Notifications");
    await this.page.locator(".notifications-center .notification-list-item", { hasText: text }).first().waitFor();
    await this.command("Notifications: Clear All Notifications");
  }

  /** Wait until a line of an editor shows a text, hints included; how wide its spaces are is all the same. */
  async sees(text) {
    await this.page.waitForFunction(
      ([wanted]) =>
        [...document.querySelectorAll(".monaco-editor .view-line")].some((line) =>
          line.textContent.replace(/[\s\u200c]/g, "").includes(wanted),
        ),
      [text.replace(/\s/g, "")],
    );
  }

  /** What the hover says at a text of the editor. */
  async hover(text) {
    const at = this.page.locator(".monaco-editor .view-line span span", { hasText: text }).first();
    await at.hover();
    const hover = this.page.locator(".monaco-hover:not(.hidden) .hover-contents").first();
    await hover.waitFor();
    return (await hover.innerText()).replaceAll("\u00a0", " ");
  }

  /** What is selected in the editor, as the status bar tells it: of the panel, where that is active, it tells nothing. */
  async selects(text) {
    const told = this.page.locator(".statusbar", { hasText: text });
    try {
      await told.waitFor({ timeout: 5000 });
    } catch (error) {
      if (error.name !== "TimeoutError") throw error;
      // Under load VS Code gives the focus back to the panel that was clicked.
      await this.intoEditor();
      await told.waitFor();
    }
  }

  /** The plot panel's page. */
  get plot() {
    return this.page.frameLocator(PANEL).frameLocator("#active-frame");
  }

  /** The page of a panel that has something; there may be others beside it. */
  async panel(selector) {
    for (const end = Date.now() + PATIENCE; Date.now() < end; await this.page.waitForTimeout(50)) {
      for (const frame of this.page.frames()) {
        const found = await frame.$(selector).catch(() => null);
        if (found) return frame;
      }
    }
    throw new Error(`no panel has ${selector}`);
  }

  node(name) {
    return this.plot.locator(`[data-node="layer.${name}"]`);
  }

  /** Something of the language status of the active editor. */
  async status() {
    await this.page.locator(".statusbar-item[id='status.languageStatus']").hover();
    const items = this.page.locator(".hover-language-status");
    await items.first().waitFor();
    return (await items.allInnerTexts()).join("\n");
  }
}
