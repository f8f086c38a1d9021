// The summary of a model as a read-only text, each layer a link to its source.

import * as vscode from "vscode";
import type { Client } from "../client";
import type { ModelRequest, SummaryAnswer, SummaryRequest } from "../protocol";
import { SECTION, SUMMARIZE_MODEL } from "../protocol";
import { select } from "../source";
import { content, markdown, rowLines } from "./lines";

const SCHEME = "keras-summary";
const REVEAL = `${SECTION}.revealLayer`;

interface Shown {
  readonly request: SummaryRequest;
  answer: SummaryAnswer;
}

export class Summaries implements vscode.TextDocumentContentProvider, vscode.DocumentLinkProvider, vscode.Disposable {
  private readonly shown = new Map<string, Shown>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly parts: vscode.Disposable[];

  readonly onDidChange = this.changed.event;

  constructor(private readonly client: Client) {
    this.parts = [
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.languages.registerDocumentLinkProvider({ scheme: SCHEME }, this),
      vscode.commands.registerCommand(REVEAL, (key: string, path: string[]) => this.reveal(key, path)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.shown.delete(uri.toString())),
      client.onStatus(({ uri, state }) => {
        if (uri !== undefined && (state === "idle" || state === "error")) void this.refresh(uri);
      }),
      new vscode.Disposable(() => this.changed.dispose()),
    ];
  }

  /** Open the summary beside the editor, or bring it up to date. */
  async show(request: ModelRequest): Promise<void> {
    const answer = await this.ask(request);
    const uri = address(answer);
    this.shown.set(uri.toString(), { request: { uri: answer.uri, model: answer.model }, answer });
    this.changed.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: true,
    });
  }

  /** Unfold the layers of a summary, or fold them again: of a document, else of the active editor. */
  async toggle(uri = vscode.window.activeTextEditor?.document.uri): Promise<void> {
    const shown = uri && this.shown.get(uri.toString());
    if (!shown) throw new Error("Open the summary of a model first: Keras: Open Summary as Text.");
    const request = { ...shown.request, expandNested: shown.request.expandNested !== true };
    const answer = await this.ask(request);
    this.shown.set(uri.toString(), { request, answer });
    this.changed.fire(uri);
  }

  /** Put a summary on the clipboard, as Markdown: that of a document, else the one in the active editor. */
  async copy(uri = vscode.window.activeTextEditor?.document.uri): Promise<void> {
    const answer = uri && this.shown.get(uri.toString())?.answer;
    if (!answer) throw new Error("Open the summary of a model first: Keras: Show Model Summary.");
    await vscode.env.clipboard.writeText(markdown(answer));
    vscode.window.setStatusBarMessage("Keras: the summary was copied as Markdown", 5000);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const answer = this.shown.get(uri.toString())?.answer;
    if (!answer) return "This summary is no longer known: run Keras: Open Summary as Text again.\n";
    return content(answer);
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const key = document.uri.toString();
    const answer = this.shown.get(key)?.answer;
    if (!answer) return [];
    return rowLines(answer).map(({ line, start, end, row }) => {
      const argument = encodeURIComponent(JSON.stringify([key, row.path]));
      const link = new vscode.DocumentLink(
        new vscode.Range(line, start, line, end),
        vscode.Uri.parse(`command:${REVEAL}?${argument}`),
      );
      link.tooltip = `Go to ${row.name}`;
      return link;
    });
  }

  dispose(): void {
    for (const part of this.parts) part.dispose();
  }

  private ask(request: SummaryRequest): Promise<SummaryAnswer> {
    return this.client.execute<SummaryAnswer>(SUMMARIZE_MODEL, request);
  }

  private async refresh(document: string): Promise<void> {
    for (const [key, shown] of this.shown) {
      if (shown.request.uri !== document) continue;
      try {
        shown.answer = await this.ask(shown.request);
      } catch {
        // The model is gone, for now: what was last known of it stays.
        continue;
      }
      this.changed.fire(vscode.Uri.parse(key));
    }
  }

  /** The source may have been edited since: its place is asked for anew. */
  private async reveal(key: string, path: readonly string[]): Promise<void> {
    const shown = this.shown.get(key);
    if (!shown) return;
    const { rows } = await this.ask(shown.request);
    const row = rows.find((candidate) => candidate.path.join("/") === path.join("/"));
    if (row?.range) await select(row);
    else void vscode.window.setStatusBarMessage(`Keras: the line of ${path.join("/")} was changed`, 5000);
  }
}

function address({ uri, model, models }: SummaryAnswer): vscode.Uri {
  const name = models.find(({ id }) => id === model)?.name ?? model;
  return vscode.Uri.from({ scheme: SCHEME, path: `/${name} summary`, query: JSON.stringify({ uri, model }) });
}
