// Runs all Keras files of the workspace, one after another, while the user looks on.

import * as vscode from "vscode";
import type { Client } from "../client";
import { ANALYZE, type AnalyzeAnswer } from "../protocol";
import { count } from "../wording";
import { isOfKeras } from "./wording";

const EXCLUDED = "**/{.*,venv,env,node_modules,site-packages,build,dist}/**";
const MOST_FILES = 1000;
const MOST_BYTES = 1 << 20;

/** Run them until all are done, or the user has enough of it. */
export async function analyzeWorkspace(client: Client): Promise<void> {
  const title = "Keras: analyzing the workspace";
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const done = await vscode.window.withProgress(options, async (progress, token) => {
    const files = await filesOfKeras(token);
    let models = 0;
    for (const [index, uri] of files.entries()) {
      progress.report({ message: `${index + 1} of ${files.length}: ${vscode.workspace.asRelativePath(uri)}` });
      const made = await unlessCancelled(analyze(client, uri), token);
      if (made === undefined) return { files: index, models };
      models += made;
      progress.report({ increment: 100 / files.length });
    }
    return { files: files.length, models };
  });
  const text = `${count(done.files, "file")} analyzed, ${count(done.models, "model")}`;
  void vscode.window.setStatusBarMessage(`Keras: ${text}`, 5000);
}

/** Run a file; how many models it makes. The view takes them in as of any other run. */
async function analyze(client: Client, uri: vscode.Uri): Promise<number> {
  await vscode.workspace.openTextDocument(uri);
  const { models = 0 } = await client.execute<AnalyzeAnswer>(ANALYZE, { uri: uri.toString() });
  return models;
}

/** What the work comes to, or nothing if the user cancels before; what it throws is thrown. */
async function unlessCancelled<Result>(work: Promise<Result>, token: vscode.CancellationToken): Promise<Result | undefined> {
  if (token.isCancellationRequested) return undefined;
  const cancelled = new Promise<undefined>((resolve) => {
    token.onCancellationRequested(() => resolve(undefined));
  });
  return Promise.race([work, cancelled]);
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
