// What stands in the palette and in the editor's title menu.

import * as vscode from "vscode";
import type { Client } from "./client";
import type { Interpreters } from "./interpreter";
import type { Entry } from "./models/view";
import { analyzeWorkspace } from "./models/workspace";
import type { OutputChannels } from "./output";
import type { PlotPanel } from "./panel/panel";
import { ANALYZE, type AnalyzeAnswer, type ModelRequest, PLOT_MODEL, SECTION, SUMMARIZE_MODEL } from "./protocol";
import { activePython, editorInSight, select } from "./source";
import type { Summaries } from "./summary/document";
import type { SummaryPanel } from "./summary/panel";
import { count } from "./wording";

const SHOWN_FOR = 5000;
const EXAMPLE = `import keras
from keras import layers

model = keras.Sequential()
model.add(keras.Input((28, 28, 1)))
model.add(layers.Conv2D(32, 3, activation="relu"))
model.add(layers.MaxPooling2D())
model.add(layers.Conv2D(64, 3, activation="relu"))
model.add(layers.Flatten())
model.add(layers.Dropout(0.5))
model.add(layers.Dense(10, activation="softmax"))
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
`;

interface Rooms {
  readonly client: Client;
  readonly channels: OutputChannels;
  readonly interpreters: Interpreters;
  readonly panel: PlotPanel;
  readonly table: SummaryPanel;
  readonly summaries: Summaries;
}

/** Register the extension's own commands. */
export function register(rooms: Rooms): vscode.Disposable {
  const { client, channels, interpreters, panel, table, summaries } = rooms;
  const meant = (resource?: vscode.Uri) => table.meant ?? panel.meant ?? modelAtCursor(resource);
  const handlers: Record<string, (resource?: vscode.Uri) => unknown> = {
    showPlot: (resource) => panel.show(meant(resource)),
    showSummary: (resource) => table.show(meant(resource)),
    showSummaryText: (resource) => summaries.show(meant(resource)),
    copySummary: (resource) => (table.meant ? table.copy("markdown") : summaries.copy(resource)),
    toggleSummary: (resource) => summaries.toggle(resource),
    analyzeWorkspace: () => analyzeWorkspace(client),
    analyzeFile: (resource) => analyze(client, target(resource)),
    restartServer: () => client.restart(),
    showOutput: (resource) => channels.show(resource?.toString() ?? activePython()?.uri.toString()),
    toggleHints,
    chooseInterpreter: () => interpreters.choose(),
    openExample,
  };
  const ofEntries: Record<string, (entry: Required<Entry>) => unknown> = {
    goToModel: ({ model }) => select(model, { preserveFocus: true }),
    plotModelOfTree: (entry) => shown(entry, panel),
    summarizeModelOfTree: (entry) => shown(entry, table),
  };
  return vscode.Disposable.from(
    ...Object.entries(handlers).map(([name, handler]) =>
      vscode.commands.registerCommand(`${SECTION}.${name}`, (resource?: unknown) =>
        reported(() => handler(resource instanceof vscode.Uri ? resource : undefined)),
      ),
    ),
    ...Object.entries(ofEntries).map(([name, handler]) =>
      vscode.commands.registerCommand(`${SECTION}.${name}`, (entry: Required<Entry>) => reported(() => handler(entry))),
    ),
  );
}

/** Show a model of the tree; its file may have been closed meanwhile. */
async function shown({ file, model }: Required<Entry>, panel: PlotPanel | SummaryPanel): Promise<void> {
  await vscode.workspace.openTextDocument(vscode.Uri.parse(file.uri));
  await panel.show({ uri: file.uri, model: model.id });
}

/** Take over commands of the server whose results are shown here: those of code lenses, too. */
export function taker(rooms: () => Pick<Rooms, "panel" | "table">) {
  return (command: string, { uri, model }: Partial<ModelRequest>): boolean => {
    const show = command === PLOT_MODEL ? rooms().panel : command === SUMMARIZE_MODEL ? rooms().table : undefined;
    if (!show) return false;
    void reported(() => show.show({ uri: uri ?? target(), ...(model === undefined ? {} : { model }) }));
    return true;
  };
}

async function analyze(client: Client, uri: string): Promise<void> {
  const answer = await client.execute<AnalyzeAnswer>(ANALYZE, { uri });
  const { status, problems, models = 0, reason } = answer;
  const text = status === "ok" ? `${count(models, "model")}, ${count(problems, "problem")}` : `${status}${reason ? `: ${reason}` : ""}`;
  vscode.window.setStatusBarMessage(`Keras: ${text}`, SHOWN_FOR);
  if (status === "refused") throw new Error(`Not run: ${reason ?? "no reason was given"}.`);
}

async function toggleHints(): Promise<void> {
  const name = "inlayHints.enable";
  const configuration = vscode.workspace.getConfiguration(SECTION);
  const found = configuration.inspect<boolean>(name);
  const { Global, Workspace } = vscode.ConfigurationTarget;
  const target = found?.workspaceValue === undefined ? Global : Workspace;
  await configuration.update(name, !configuration.get<boolean>(name, true), target);
}

/** Put an example into a file of the user's choice, and open it. */
async function openExample(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = await vscode.window.showSaveDialog({
    title: "Save the Example As",
    filters: { Python: ["py"] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, "keras_example.py") } : {}),
  });
  if (!file) return;
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(EXAMPLE));
  await vscode.window.showTextDocument(file);
}

/** The model at the cursor of the editor that shows the document, else the file's last. */
function modelAtCursor(resource?: vscode.Uri): ModelRequest {
  const uri = target(resource);
  const editor = editorInSight((document) => document.uri.toString() === uri);
  return editor ? { uri, position: editor.selection.active } : { uri };
}

function target(resource?: vscode.Uri): string {
  const uri = resource ?? activePython()?.uri;
  if (!uri) throw new Error("Open a Python file first.");
  return uri.toString();
}

/** Do something for the user, who is told if it fails. */
async function reported(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(`Keras: ${message}`);
  }
}
