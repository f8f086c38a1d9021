// A layer that was chosen in one panel is lit in the others.

import * as vscode from "vscode";

export interface Choice {
  readonly uri: string;
  readonly model: string;
  readonly id: string;
  /** Where it was chosen. */
  readonly by: object;
}

export class Choices implements vscode.Disposable {
  private readonly made = new vscode.EventEmitter<Choice>();

  readonly onDidChoose = this.made.event;

  tell(choice: Choice): void {
    this.made.fire(choice);
  }

  dispose(): void {
    this.made.dispose();
  }
}
