// Two channels: what programs print, and what the server has to say of its own work.

import * as vscode from "vscode";
import type { Output } from "./protocol";

export class OutputChannels implements vscode.Disposable {
  /** The server's log. */
  readonly log = vscode.window.createOutputChannel("Keras Language Server", { log: true });
  private readonly programs = vscode.window.createOutputChannel("Keras");
  private readonly printed = new Map<string, string>();
  private shown: string | undefined;

  /** Take in what the last run of a document printed. */
  take(output: Output): void {
    this.printed.set(output.uri, output.text);
    if (this.shown === undefined || this.shown === output.uri || this.isActive(output.uri)) {
      this.fill(output.uri);
    }
  }

  /** Show what a document's program printed; without a document, what is there. */
  show(uri: string | undefined): void {
    if (uri !== undefined && uri !== this.shown) this.fill(uri);
    this.programs.show(true);
  }

  dispose(): void {
    this.programs.dispose();
    this.log.dispose();
  }

  private isActive(uri: string): boolean {
    return vscode.window.activeTextEditor?.document.uri.toString() === uri;
  }

  private fill(uri: string): void {
    this.shown = uri;
    const text = this.printed.get(uri);
    const name = vscode.workspace.asRelativePath(vscode.Uri.parse(uri));
    this.programs.replace(text ? `# ${name}\n${text}` : `# ${name} printed nothing\n`);
  }
}
