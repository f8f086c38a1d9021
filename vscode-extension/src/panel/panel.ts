// The plot of a model, beside its source: asks the server for it, hands it to the page, and
// carries places to and fro between the two.

import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { Client } from "../client";
import {
  DESCRIBE_LAYER, type LayerAnswer, type ModelRequest, type Node, PLOT_MODEL, type PlotAnswer, type Range, SECTION,
} from "../protocol";
import { editorInSight, select } from "../source";
import { save } from "./export";
import type { Drawing, ToExtension, ToPage, Wanted } from "./messages";
import { page } from "./page";
import { nodesAt } from "./places";

const TYPE = `${SECTION}.plot`;
const CHANGED = "The text has changed since this was drawn; save to bring it up to date.";

export class PlotPanel implements vscode.Disposable, vscode.WebviewPanelSerializer<Wanted | undefined> {
  private readonly listeners: vscode.Disposable[];
  private panel: vscode.WebviewPanel | undefined;
  private wanted: Wanted | undefined;
  private answer: PlotAnswer | undefined;
  /** Where the answer's nodes stand now; asked for once after each edit. */
  private places: Promise<readonly Node[]> | undefined;
  private asked = 0;
  /** The node that was clicked last; its line may have made others, too. */
  private chosen: string | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly client: Client,
  ) {
    this.listeners = [
      vscode.window.registerWebviewPanelSerializer(TYPE, this),
      client.onStatus(({ uri, state }) => {
        if (uri === this.wanted?.uri && (state === "idle" || state === "error")) void this.refresh();
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.edited(document);
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => void this.light(textEditor)),
    ];
  }

  /** Show the plot beside the editor; rejects with why there is none. */
  async show({ position, ...request }: ModelRequest): Promise<void> {
    const same = this.wanted?.uri === request.uri;
    const exceptions = same ? (this.wanted?.exceptions ?? []) : [];
    const wanted = { ...request, options: this.wanted?.options ?? {}, exceptions };
    const answer = await this.ask(wanted, position);
    const column = this.panel?.viewColumn ?? vscode.ViewColumn.Beside;
    if (this.panel) this.panel.reveal(column, true);
    else this.adopt(vscode.window.createWebviewPanel(TYPE, "Plot", { viewColumn: column, preserveFocus: true }));
    this.draw(wanted, answer);
  }

  /** Show again what was shown before the window was loaded anew. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, wanted: Wanted | undefined): Promise<void> {
    if (!wanted || this.panel) {
      panel.dispose();
      return;
    }
    this.wanted = wanted;
    this.adopt(panel);
    await this.refresh();
  }

  dispose(): void {
    for (const listener of this.listeners) listener.dispose();
    this.panel?.dispose();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    const root = vscode.Uri.joinPath(this.context.extensionUri, "dist", "panel");
    const media = vscode.Uri.joinPath(this.context.extensionUri, "media");
    const served = (name: string) => panel.webview.asWebviewUri(vscode.Uri.joinPath(root, name)).toString();
    panel.iconPath = {
      light: vscode.Uri.joinPath(media, "menu-light.svg"),
      dark: vscode.Uri.joinPath(media, "menu-dark.svg"),
    };
    panel.webview.options = { enableScripts: true, localResourceRoots: [root] };
    panel.webview.onDidReceiveMessage((message: ToExtension) => void this.receive(message));
    panel.onDidDispose(() => {
      this.panel = this.wanted = this.answer = undefined;
    });
    panel.webview.html = page({
      source: panel.webview.cspSource,
      style: served("style.css"),
      script: served("main.js"),
      drawer: served("drawer.js"),
      nonce: randomBytes(18).toString("base64"),
    });
  }

  private ask({ uri, model, options, exceptions }: Wanted, position?: Range["start"]): Promise<PlotAnswer> {
    const chosen = model !== undefined ? { model } : position ? { position } : {};
    return this.client.execute<PlotAnswer>(PLOT_MODEL, { uri, ...chosen, ...options, exceptions, format: "dot" });
  }

  /** Draw anew; what is drawn stays where there is nothing new to draw. */
  private async refresh(wanted = this.wanted): Promise<void> {
    if (!wanted) return;
    const number = ++this.asked;
    try {
      const answer = await this.ask(wanted);
      if (number === this.asked && this.panel) this.draw(wanted, answer);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (number === this.asked) this.post({ type: "outdated", reason });
    }
  }

  private draw(wanted: Wanted, answer: PlotAnswer): void {
    // A cell was asked for, its notebook answers.
    this.wanted = { ...wanted, uri: answer.uri, model: answer.model };
    this.answer = answer;
    this.places = Promise.resolve(answer.nodes);
    if (this.panel) this.panel.title = `Plot: ${nameOf(answer)}`;
    this.send();
  }

  private send(): void {
    if (!this.answer || !this.wanted) return;
    const { content, nodes, options, model, models, staleReason } = this.answer;
    const drawing: Drawing = { wanted: this.wanted, dot: content, nodes, options, model, models };
    this.post({ type: "drawing", drawing, outdated: staleReason ?? "" });
    const editor = editorInSight((document) => this.concerns(document));
    if (editor) void this.light(editor);
  }

  /** Whether nodes of the picture stand in a document. */
  private concerns(document: vscode.TextDocument): boolean {
    const uri = document.uri.toString();
    return this.answer?.nodes.some((node) => node.uri === uri || node.called?.uri === uri) ?? false;
  }

  private edited(document: vscode.TextDocument): void {
    if (!this.concerns(document)) return;
    this.places = undefined;
    this.post({ type: "outdated", reason: CHANGED });
  }

  private async light({ document, selection }: vscode.TextEditor): Promise<void> {
    if (!this.panel?.visible || !this.concerns(document)) return;
    const nodes = await this.present();
    const lit = (among: readonly Node[]) => nodesAt(among, document.uri.toString(), selection.active);
    const chosen = lit(nodes.filter(({ id }) => id === this.chosen));
    if (chosen.length === 0) this.chosen = undefined;
    this.post({ type: "lit", ids: chosen.length > 0 ? chosen : lit(nodes) });
  }

  /** The nodes of the drawn picture, with the places where they stand now. */
  private present(): Promise<readonly Node[]> {
    const { answer, wanted } = this;
    if (!answer || !wanted) return Promise.resolve([]);
    this.places ??= this.ask(wanted).then(
      // Of another run: what has the same name there may be something else.
      ({ version, nodes }) => (version === answer.version ? nodes : []),
      () => [],
    );
    return this.places;
  }

  private async receive(message: ToExtension): Promise<void> {
    const { wanted } = this;
    if (!wanted) return;
    switch (message.type) {
      case "ready":
        this.send();
        return;
      case "goTo":
        return this.goTo(message.id);
      case "hover":
        return this.hover(message.id);
      case "fold":
        return this.refresh({ ...wanted, exceptions: toggled(wanted.exceptions, message.id) });
      case "model":
        return this.refresh({ ...wanted, model: message.id, exceptions: [] });
      case "options": {
        const { expandNested } = message.options;
        const exceptions = expandNested === undefined ? wanted.exceptions : [];
        return this.refresh({ ...wanted, options: { ...wanted.options, ...message.options }, exceptions });
      }
      case "export":
        return save(message, wanted.uri, this.answer ? nameOf(this.answer) : "model");
      case "failed":
        void vscode.window.showErrorMessage(`Keras: ${message.reason}`);
    }
  }

  private async goTo(id: string): Promise<void> {
    const node = (await this.present()).find((each) => each.id === id);
    this.chosen = id;
    if (node?.range) await select(node);
    else void vscode.window.setStatusBarMessage("Keras: this layer's line was changed; save to draw it anew", 5000);
  }

  private async hover(id: string): Promise<void> {
    const { answer } = this;
    const path = answer?.nodes.find((each) => each.id === id)?.path;
    if (!answer || !path) return;
    const { uri, model } = answer;
    const told = this.client.execute<LayerAnswer>(DESCRIBE_LAYER, { uri, model, path });
    // Where a newer run has no such layer, the page tells what the picture knows.
    this.post({ type: "hover", id, markdown: await told.then(({ markdown }) => markdown, () => "") });
  }

  private post(message: ToPage): void {
    void this.panel?.webview.postMessage(message);
  }
}

function nameOf({ model, models }: PlotAnswer): string {
  return models.find(({ id }) => id === model)?.name ?? model;
}

function toggled(ids: readonly string[], id: string): string[] {
  return ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id];
}
