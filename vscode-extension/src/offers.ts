// What may be done where no Keras is found: quick fixes beside those of the server.

import * as vscode from "vscode";
import { installCommand } from "./environments";
import type { Interpreters } from "./interpreter";
import { SECTION } from "./protocol";
import { isProblem } from "./source";

export const NO_KERAS = "KL906";
export const CHOOSE = `${SECTION}.chooseInterpreter`;
const COPY = `${SECTION}.copyInstallCommand`;

export class Offers implements vscode.CodeActionProvider, vscode.Disposable {
  private readonly parts: vscode.Disposable;

  constructor(private readonly interpreters: Interpreters) {
    const selector = [{ scheme: "file", language: "python" }, { notebookType: "jupyter-notebook", language: "python" }];
    this.parts = vscode.Disposable.from(
      vscode.languages.registerCodeActionsProvider(selector, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
      vscode.commands.registerCommand(COPY, (resource?: vscode.Uri) => this.copy(resource)),
    );
  }

  provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const found = diagnostics.filter((diagnostic) => isProblem(diagnostic, NO_KERAS));
    if (found.length === 0) return [];
    return [
      action("Choose another Python…", CHOOSE, found),
      action("Copy the command that installs Keras", COPY, found, document.uri),
    ];
  }

  dispose(): void {
    this.parts.dispose();
  }

  private async copy(resource?: vscode.Uri): Promise<void> {
    const { path } = await this.interpreters.of(resource);
    const command = await installCommand(path);
    await vscode.env.clipboard.writeText(command);
    vscode.window.setStatusBarMessage(`Keras: copied: ${command}`, 5000);
  }
}

function action(
  title: string,
  command: string,
  diagnostics: vscode.Diagnostic[],
  ...given: vscode.Uri[]
): vscode.CodeAction {
  const made = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  made.command = { title, command, arguments: given };
  made.diagnostics = diagnostics;
  return made;
}
