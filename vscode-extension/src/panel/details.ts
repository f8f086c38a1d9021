// What is known of one layer, and the quick fixes of its problems.

import * as vscode from "vscode";
import type { Client } from "../client";
import { DESCRIBE_LAYER, type LayerAnswer, type LayerProblem, type Node, type PlotAnswer, SECTION } from "../protocol";
import { toRange } from "../source";

export class Details {
  /** For each problem of the layer that was described last. */
  private fixes: readonly (readonly vscode.CodeAction[])[] = [];

  constructor(private readonly client: Client) {}

  describe({ uri, model }: PlotAnswer, { path }: Node): Promise<LayerAnswer> {
    return this.client.execute<LayerAnswer>(DESCRIBE_LAYER, { uri, model, path });
  }

  /** The titles of the quick fixes for each problem: those that the editor offers at its place. */
  async fixesFor(problems: readonly LayerProblem[]): Promise<readonly (readonly string[])[]> {
    this.fixes = await Promise.all(problems.map(fixesFor));
    return this.fixes.map((actions) => actions.map(({ title }) => title));
  }

  /** Edit the text as a fix says. */
  async apply(problem: number, fix: number): Promise<void> {
    const edit = this.fixes[problem]?.[fix]?.edit;
    if (!edit) return;
    this.fixes = [];
    if (await vscode.workspace.applyEdit(edit)) return;
    void vscode.window.showErrorMessage("Keras: the text was changed meanwhile; save it and try again.");
  }
}

async function fixesFor({ uri, range, code }: LayerProblem): Promise<readonly vscode.CodeAction[]> {
  // A file that no editor has open is not opened for this: the server would run it.
  const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri);
  if (!document || range === null || code === null) return [];
  const kind = vscode.CodeActionKind.QuickFix.value;
  const command = "vscode.executeCodeActionProvider";
  const found = await vscode.commands
    .executeCommand<(vscode.CodeAction | vscode.Command)[]>(command, document.uri, toRange(range), kind)
    .then((actions) => actions, () => []);
  return found.flatMap((action) => (action instanceof vscode.CodeAction && mends(action, code) ? [action] : []));
}

/** Whether an action is of ours, for a problem of this code, and more than a comment that ignores it. */
function mends({ edit, title, diagnostics = [] }: vscode.CodeAction, wanted: string): boolean {
  if (!edit || title.startsWith(`Ignore ${wanted}`)) return false;
  return diagnostics.some(({ source, code }) => {
    const name = typeof code === "object" ? code.value : code;
    return source === SECTION && name === wanted;
  });
}
