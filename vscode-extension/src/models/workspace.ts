// Runs all Keras files of the workspace, one after another, while the user looks on.

import * as vscode from "vscode";
import type { Client } from "../client";
import { ANALYZE, type AnalyzeAnswer } from "../protocol";
import type { ModelsView } from "./view";
import { isOfKeras } from "./wording";

const EXCLUDED = "**/{.*,venv,env,node_modules,site-packages,build,dist}/**";
const MOST_FILES = 1000;
const MOST_BYTES = 1 << 20;

/** Run them until all are done, or the user has enough of it. */
export async function analyzeWorkspace(client: Client, view: ModelsView): Promise<void> {
  const title = "Keras: analyzing the workspace";
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const done = await vscode.window.withProgress(options, async (progress, token) => {
    const files = await filesOfKeras(token);
    let count = 0;
    for (const [index, uri] of files.entries()) {
      progress.report({ message: `${index + 1} of ${files.length}: ${vscode.workspace.asRelativePath(uri)}` });
      const run = analyze(client, view, uri);
      if (!(await untilCancelled(run, token))) break;
      count += 1;
      progress.report({ increment: 100 / files.length });
    }
    return count;
  });
  const models = view.all.reduce((sum, file) => sum + file.models.length, 0);
  void vscode.window.setStatusBarMessage(`Keras: ${done} files analyzed, ${models} models`, 5000);
}

async function analyze(client: Client, view: ModelsView, uri: vscode.Uri): Promise<void> {
  await vscode.workspace.openTextDocument(uri);
  await client.execute<AnalyzeAnswer>(ANALYZE, { uri: uri.toString() });
  await view.update(uri.toString());
}

/** Whether something was done before the user cancelled; what it throws is thrown. */
async function untilCancelled(work: Promise<void>, token: vscode.CancellationToken): Promise<boolean> {
  if (token.isCancellationRequested) return false;
  const cancelled = new Promise<boolean>((resolve) => {
    token.onCancellationRequested(() => resolve(false));
  });
  return Promise.race([work.then(() => true), cancelled]);
}

async function filesOfKeras(token: vscode.CancellationToken): Promise<vscode.Uri[]> {
  const found = await vscode.workspace.findFiles("**/*.py", EXCLUDED, MOST_FILES, token);
  const are = await Promise.all(found.map(imports));
  return found.filter((_, index) => are[index]).sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function imports(uri: vscode.Uri): Promise<boolean> {
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > MOST_BYTES) return false;
  return isOfKeras(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
}
