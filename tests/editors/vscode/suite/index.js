// Runs in the extension host, with VS Code's API. What came of each test goes into a file.

const assert = require("node:assert/strict");
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { setTimeout: after } = require("node:timers/promises");
const vscode = require("vscode");

const folder = vscode.workspace.workspaceFolders[0].uri;
const { python, old, asked, result } = JSON.parse(readFileSync(join(folder.fsPath, "suite.json"), "utf8"));
const PATIENCE = 40_000;

/** What a condition comes to, once it is true. */
async function until(what, condition) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await after(50);
  }
}

async function opened(name) {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, name));
  await vscode.window.showTextDocument(document);
  return document;
}

async function hints(document) {
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const found = await vscode.commands.executeCommand("vscode.executeInlayHintProvider", document.uri, whole);
  return found.map(({ label }) => (typeof label === "string" ? label : label.map(({ value }) => value).join("")));
}

function problems({ uri }) {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "keras-lsp");
}

async function selectedPython() {
  return vscode.extensions.getExtension("ms-python.python").activate();
}

function notebookOf(source) {
  const cell = { cell_type: "code", execution_count: null, metadata: {}, outputs: [], source };
  return JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 });
}

const tests = {
  async "an interpreter that is too old is not started"() {
    (await selectedPython()).select(old);
    await opened("digits.py");
    await until("the question for its version", () => existsSync(asked));
    assert.doesNotMatch(readFileSync(asked, "utf8"), /start\.py/);
  },

  async "another interpreter is taken without a reload"() {
    (await selectedPython()).select(python);
    const document = await opened("digits.py");
    const shown = await until("hints", async () => {
      const found = await hints(document);
      return found.length > 0 && found;
    });
    assert.ok(shown.includes("→ (None, 26, 26, 32) · 320"), shown.join("\n"));
  },

  async "all commands are there, the server's too"() {
    const commands = await vscode.commands.getCommands(true);
    for (const name of [
      "showPlot", "showSummary", "showSummaryText", "analyzeFile", "restartServer", "showOutput", "toggleHints",
      "plotModel", "summarizeModel", "analyze", "restart",
    ]) {
      assert.ok(commands.includes(`keras-lsp.${name}`), name);
    }
  },

  async "the tools for agents see what is not saved"() {
    const names = vscode.lm.tools.map(({ name }) => name).filter((name) => name.startsWith("keras_"));
    assert.deepEqual(names.sort(), [
      "keras_check", "keras_explain", "keras_fixes", "keras_plot", "keras_summary", "keras_try_edit",
    ]);
    const use = async (name, input) => {
      const { content } = await vscode.lm.invokeTool(`keras_${name}`, { input, toolInvocationToken: undefined });
      return content.map((part) => part.value ?? part.mimeType).join("\n");
    };
    const document = await opened("digits.py");
    assert.match(await use("check", { path: "digits.py", shapes: false }), /^digits\.py: 1 error\nerror KL102 L/);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(document.lineCount, 0), "\nunsaved = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])\n");
    await vscode.workspace.applyEdit(edit);
    assert.match(await use("check", { path: "digits.py" }), /model `unsaved` .*\(None, 3\), 15 parameters/);
    const tried = await use("try_edit", { path: "digits.py", edits: [{ old: "keras.layers.Dense(3)", new: "keras.layers.Dense(5)" }] });
    assert.match(tried, /Parameters: 15 → 25 \(\+10\)/);
    assert.match(await use("explain", { path: "digits.py", layer: "conv2d" }), /320 = 3×3×1×32 \+ 32/);
    assert.match(await use("fixes", { path: "digits.py" }), /edits: \[\{"old"/);
    assert.match(await use("summary", { path: "digits.py", model: "unsaved" }), /Total params: 15/);
    assert.match(await use("plot", { path: "digits.py", format: "svg" }), /<svg/);
    assert.match(await use("check", { path: "/etc/passwd.py" }), /is outside of/);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  },

  async "agents that take MCP servers only have the tools, too"() {
    const named = (end) => vscode.lm.tools.find(({ name }) => name.startsWith("mcp_") && name.endsWith(end));
    await vscode.commands.executeCommand("workbench.mcp.startServer", "keras-lsp.keras-lsp/Keras models");
    const check = await until("the tools of the MCP server", () => named("_check"));
    const said = await vscode.lm.invokeTool(check.name, {
      input: { path: "digits.py", shapes: false },
      toolInvocationToken: undefined,
    });
    const [{ value }] = said.content;
    assert.match(value, /^digits\.py: 1 error\nerror KL102 L/);
    assert.ok(named("_try_edit"));
    await vscode.commands.executeCommand("workbench.mcp.stopServer", "keras-lsp.keras-lsp/Keras models");
  },

  async "problems have their code, its page and their cause"() {
    const document = await opened("digits.py");
    const [problem] = await until("a problem", () => problems(document).length > 0 && problems(document));
    assert.equal(problem.code.value, "KL102");
    assert.match(problem.code.target.path, /KL102\.md$/);
    assert.match(problem.relatedInformation[0].message, /conv2d_2/);
  },

  async "a setting takes effect without a reload"() {
    const document = await opened("digits.py");
    const set = (value) =>
      vscode.workspace.getConfiguration("keras-lsp").update("inlayHints.enable", value, vscode.ConfigurationTarget.Workspace);
    await set(false);
    await until("hints to go", async () => (await hints(document)).length === 0);
    await vscode.commands.executeCommand("keras-lsp.toggleHints");
    await until("hints to come", async () => (await hints(document)).length > 0);
    await set(undefined);
  },

  async "code lenses lead to the extension's panels"() {
    const document = await opened("digits.py");
    const lenses = await until("lenses", async () => {
      const found = await vscode.commands.executeCommand("vscode.executeCodeLensProvider", document.uri, 20);
      return found.length > 0 && found;
    });
    const command = (title) => lenses.find((lens) => lens.command.title === title).command;
    const { command: summarize, arguments: about } = command("summary");
    await vscode.commands.executeCommand(summarize, ...about);
    await until("the table", () =>
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label === "model summary · digits.py")),
    );
    vscode.window.activeTextEditor.selection = new vscode.Selection(8, 0, 8, 0);
    await vscode.commands.executeCommand("keras-lsp.showSummaryText", document.uri);
    await until("the summary", () =>
      vscode.window.visibleTextEditors.some(({ document: { uri } }) => uri.scheme === "keras-summary"),
    );
    const shown = vscode.window.visibleTextEditors.find(({ document: { uri } }) => uri.scheme === "keras-summary");
    await vscode.commands.executeCommand("keras-lsp.copySummary", shown.document.uri);
    const copied = await vscode.env.clipboard.readText();
    assert.match(copied, /\| conv2d \(Conv2D\) \| \(None, 26, 26, 32\) \| 320 \|/);
    const { command: plot, arguments: which } = command("plot");
    await vscode.commands.executeCommand(plot, ...which);
    await until("the panel", () =>
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label === "model · digits.py")),
    );
  },

  async "after a cell is executed its notebook's hints are those of now"() {
    const source = "import keras\nmodel = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])";
    writeFileSync(join(folder.fsPath, "cells.ipynb"), notebookOf(source));
    const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.joinPath(folder, "cells.ipynb"));
    await vscode.window.showNotebookDocument(notebook);
    const shows = (text) => async () => (await hints(notebook.cellAt(0).document)).some((hint) => hint.includes(text));
    await until("the first hints", shows("→ (None, 3) · 15"));
    const controller = (await selectedPython()).kernel();
    try {
      const kernel = { id: controller.id, extension: "ms-python.python" };
      await vscode.commands.executeCommand("notebook.selectKernel", kernel);
      const edited = source.replace("Dense(3)", "Dense(5)");
      const edit = new vscode.WorkspaceEdit();
      edit.replace(notebook.cellAt(0).document.uri, new vscode.Range(0, 0, 9, 0), edited);
      await vscode.workspace.applyEdit(edit);
      await vscode.commands.executeCommand("notebook.cell.execute", { ranges: [{ start: 0, end: 1 }], document: notebook.uri });
      await until("the hints of now", shows("→ (None, 5) · 25"));
      assert.ok(notebook.isDirty);
    } finally {
      controller.dispose();
    }
  },

  async "it starts anew on command, many times at once"() {
    const document = await opened("digits.py");
    const restart = () => vscode.commands.executeCommand("keras-lsp.restartServer");
    await Promise.all([restart(), restart(), restart()]);
    await until("hints", async () => (await hints(document)).length > 0);
  },
};

exports.run = async () => {
  const results = {};
  for (const [name, test] of Object.entries(tests)) {
    const started = Date.now();
    try {
      await test();
      results[name] = { passed: true, milliseconds: Date.now() - started };
    } catch (error) {
      results[name] = { passed: false, failure: String(error.stack) };
    }
  }
  writeFileSync(result, JSON.stringify(results));
};
