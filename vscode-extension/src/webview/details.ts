// What is known of one layer, and the quick fixes of its problems.

import * as vscode from "vscode";
import type { Client } from "../client";
import { DESCRIBE_LAYER, type LayerAnswer, type LayerProblem, type ModelAnswer, type Row } from "../protocol";
import { isProblem } from "../source";

export class Details {
  /** For each problem of the layer that was described last. */
  private fixes: readonly (readonly vscode.CodeAction[])[] = [];

  constructor(private readonly client: Client) {}

  describe({ uri, model }: ModelAnswer, { path }: Row): Promise<LayerAnswer> {
    return this.client.execute<LayerAnswer>(DESCRIBE_LAYER, { uri, model, path });
  }

  /** The titles of the quick fixes for each problem, which the server has tried. */
  async fixesFor(problems: readonly LayerProblem[]): Promise<readonly (readonly string[])[]> {
    this.fixes = await Promise.all(problems.map((problem) => this.fixesOf(problem)));
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

  private async fixesOf({ uri, range, code }: LayerProblem): Promise<readonly vscode.CodeAction[]> {
    if (uri === null || range === null || code === null) return [];
    const found = await this.client.fixesAt(uri, range).catch(() => []);
    return found.filter((action) => mends(action, code));
  }
}

/** Whether an action is for a problem of this code, and more than a comment that ignores it. */
function mends({ edit, title, diagnostics = [] }: vscode.CodeAction, wanted: string): boolean {
  if (!edit || title.startsWith(`Ignore ${wanted}`)) return false;
  return diagnostics.some((diagnostic) => isProblem(diagnostic, wanted));
}
