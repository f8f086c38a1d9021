// Tells which model the editor means, when the user goes from place to place in it.

import * as vscode from "vscode";
import type { Client } from "../client";
import { MODELS_AT, type ModelsAtAnswer } from "../protocol";
import { another } from "./places";

/** Who goes through a text with the arrow keys means where they stop. */
const REST = 200;

export interface Followed {
  /** Whether the picture goes with the editor now. */
  follows(): boolean;
  /** Whether a node of the picture stands at the cursor: it is the right one then. */
  isShownAt(editor: vscode.TextEditor): Promise<boolean>;
  shown(): { readonly uri: string; readonly model: string } | undefined;
  show(uri: string, model: string): Promise<void>;
}

export class Follower implements vscode.Disposable {
  private readonly listeners: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  /** The line for which the picture is shown; who comes back to it means what they see. */
  private at = "";

  constructor(
    private readonly client: Client,
    private readonly picture: Followed,
  ) {
    this.listeners = [
      vscode.window.onDidChangeActiveTextEditor(() => this.moved()),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === vscode.window.activeTextEditor) this.moved();
      }),
      client.onStatus(({ uri, state }) => {
        // What had no models when it was gone to may have some now.
        if (state === "idle" && isActive(uri) && uri !== this.picture.shown()?.uri) this.goOn();
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const listener of this.listeners) listener.dispose();
  }

  /** What is shown was asked for: it stays until the cursor goes to another line. */
  stay(editor = vscode.window.activeTextEditor): void {
    if (editor) this.at = lineOf(editor);
  }

  /** Follow again from where the cursor is. */
  goOn(): void {
    this.at = "";
    this.moved();
  }

  /** The cursor may stand somewhere else. */
  moved(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.follow(), REST);
  }

  private async follow(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.languageId !== "python" || !this.picture.follows()) return;
    const at = lineOf(editor);
    if (at === this.at) return;
    this.at = at;
    if (await this.picture.isShownAt(editor)) return;
    const request = { uri: editor.document.uri.toString(), position: editor.selection.active };
    const meant = await this.client.execute<ModelsAtAnswer>(MODELS_AT, request).catch(() => undefined);
    const shown = this.picture.shown();
    if (!meant || !shown || at !== this.at || !this.picture.follows()) return;
    const model = another(meant, shown);
    if (model !== undefined) await this.picture.show(meant.uri, model);
  }
}

function isActive(uri: string | undefined): boolean {
  const { activeTextEditor, activeNotebookEditor } = vscode.window;
  const active = [activeTextEditor?.document.uri, activeNotebookEditor?.notebook.uri];
  return active.some((each) => each?.toString() === uri && uri !== undefined);
}

function lineOf({ document, selection }: vscode.TextEditor): string {
  return `${document.uri.toString()}#${selection.active.line}`;
}
