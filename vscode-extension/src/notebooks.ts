// Who executes a cell wants to see what it is now: its notebook is run, if it was edited since its last run.

import * as vscode from "vscode";
import type { Client } from "./client";
import { ANALYZE } from "./protocol";

export class Notebooks implements vscode.Disposable {
  private readonly edited = new Set<string>();
  private readonly listeners: vscode.Disposable;

  constructor(private readonly client: Client) {
    this.listeners = vscode.Disposable.from(
      vscode.workspace.onDidChangeNotebookDocument((event) => this.changed(event)),
      vscode.workspace.onDidCloseNotebookDocument(({ uri }) => this.edited.delete(uri.toString())),
      client.onStatus(({ uri, state }) => {
        if (uri !== undefined && state === "analysing") this.edited.delete(uri);
      }),
    );
  }

  dispose(): void {
    this.listeners.dispose();
  }

  private changed({ notebook, contentChanges, cellChanges }: vscode.NotebookDocumentChangeEvent): void {
    const uri = notebook.uri.toString();
    if (contentChanges.length > 0 || cellChanges.some(({ document }) => document)) this.edited.add(uri);
    // Of a cell that is being executed it is not known yet.
    const ended = cellChanges.some(({ executionSummary }) => executionSummary?.success !== undefined);
    // The server says in the status why it runs nothing, or that it is not there.
    if (ended && this.edited.has(uri)) void this.client.execute(ANALYZE, { uri }).catch(() => undefined);
  }
}
