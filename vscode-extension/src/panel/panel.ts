// The plot of a model, beside its source: asks the server for it, hands it to the page, and
// carries places to and fro between the two.

import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { Client } from "../client";
import { type FigureFormat, type ModelRequest, type Node, type Place, PLOT_MODEL, type PlotAnswer, type Range, SECTION } from "../protocol";
import { editorInSight, select } from "../source";
import { Details } from "./details";
import { save } from "./export";
import { Follower } from "./follow";
import type { Drawing, ToExtension, ToPage, Wanted } from "./messages";
import { foldedAround, nameOf, titleOf } from "./names";
import { page } from "./page";
import { drawnAt, nodesAt } from "./places";

/** What the page keeps, as far as it matters here. */
type Kept = Pick<Drawing, "wanted">;

const TYPE = `${SECTION}.plot`;
const CHANGED = "The text has changed since this was drawn; save to bring it up to date.";

export class PlotPanel implements vscode.Disposable, vscode.WebviewPanelSerializer<Kept | undefined> {
  private readonly listeners: { dispose(): unknown }[];
  private panel: vscode.WebviewPanel | undefined;
  private wanted: Wanted | undefined;
  private answer: PlotAnswer | undefined;
  /** Where the answer's nodes stand now; asked for once after each edit. */
  private places: Promise<readonly Node[]> | undefined;
  private asked = 0;
  /** The node that was clicked last; its line may have made others, too. */
  private chosen: string | undefined;
  private readonly details: Details;
  private readonly follower: Follower;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly client: Client,
  ) {
    this.details = new Details(client);
    this.follower = new Follower(client, {
      follows: () => this.panel?.visible === true && !this.panel.active && this.wanted?.pinned !== true,
      isShownAt: (editor) => this.isShownAt(editor),
      shown: () => this.answer,
      show: (uri, model) => this.follow(uri, model),
    });
    this.listeners = [
      this.follower,
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
    const wanted = this.wantedOf(request);
    this.follower.stay(editorInSight((document) => document.uri.toString() === request.uri));
    const answer = await this.ask(wanted, position);
    // What was asked for before is not to take its place.
    this.asked++;
    const column = this.panel?.viewColumn ?? vscode.ViewColumn.Beside;
    if (this.panel) this.panel.reveal(column, true);
    else this.adopt(vscode.window.createWebviewPanel(TYPE, "Plot", { viewColumn: column, preserveFocus: true }));
    this.draw(wanted, answer);
  }

  /** Show the model that the editor has come to, without a word where there is none. */
  private async follow(uri: string, model: string): Promise<void> {
    await this.refresh(this.wantedOf({ uri, model }), { quietly: true });
  }

  /** Another model, with the options of the one that is shown. */
  private wantedOf(request: ModelRequest): Wanted {
    const same = this.wanted?.uri === request.uri;
    const { options = {}, exceptions = [], pinned = false } = this.wanted ?? {};
    return { ...request, options, exceptions: same ? exceptions : [], pinned };
  }

  /** Show again what was shown before the window was loaded anew. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, kept: Kept | undefined): Promise<void> {
    if (!kept || this.panel) {
      panel.dispose();
      return;
    }
    const { wanted } = kept;
    this.wanted = wanted;
    this.adopt(panel);
    // Its tab may be in the background, where nobody has opened it yet; without it the server says so.
    await vscode.workspace.openTextDocument(vscode.Uri.parse(wanted.uri)).then(undefined, () => undefined);
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
    panel.onDidChangeViewState(() => this.follower.moved());
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

  private ask(
    { uri, model, options, exceptions }: Wanted,
    position?: Range["start"],
    format: "dot" | FigureFormat = "dot",
  ): Promise<PlotAnswer> {
    const chosen = model !== undefined ? { model } : position ? { position } : {};
    return this.client.execute<PlotAnswer>(PLOT_MODEL, { uri, ...chosen, ...options, exceptions, format });
  }

  /** Draw anew; what is drawn stays where there is nothing new to draw. */
  private async refresh(wanted = this.wanted, { quietly = false } = {}): Promise<void> {
    if (!wanted) return;
    const number = ++this.asked;
    try {
      const answer = await this.ask(wanted);
      if (number === this.asked && this.panel) this.draw(wanted, answer);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (number === this.asked && !quietly) this.post({ type: "outdated", reason });
    }
  }

  private draw(wanted: Wanted, answer: PlotAnswer): void {
    // A cell was asked for, its notebook answers.
    this.wanted = { ...wanted, uri: answer.uri, model: answer.model };
    this.answer = answer;
    this.places = Promise.resolve(all(answer));
    if (this.panel) this.panel.title = titleOf(answer, vscode.Uri.parse(answer.uri).path);
    this.send();
  }

  private send(): void {
    if (!this.answer || !this.wanted) return;
    const { content, nodes, folded, options, model, models, changes, staleReason } = this.answer;
    const drawing: Drawing = { wanted: this.wanted, dot: content, nodes, folded, options, model, models, changes };
    this.post({ type: "drawing", drawing, outdated: staleReason ?? "" });
    const editor = editorInSight((document) => this.concerns(document));
    if (editor) void this.light(editor);
  }

  /** Whether nodes of the picture stand in a document. */
  private concerns(document: vscode.TextDocument): boolean {
    const uri = document.uri.toString();
    const { answer } = this;
    return answer !== undefined && all(answer).some((node) => node.uri === uri || node.called?.uri === uri);
  }

  private edited(document: vscode.TextDocument): void {
    if (!this.concerns(document)) return;
    this.places = undefined;
    this.post({ type: "outdated", reason: CHANGED });
  }

  private async light({ document, selection }: vscode.TextEditor): Promise<void> {
    const { answer } = this;
    if (!answer || !this.panel?.visible || !this.concerns(document)) return;
    const drawn = new Set(answer.nodes.map(({ id }) => id));
    const nodes = await this.present();
    const uri = document.uri.toString();
    const chosen = nodesAt(nodes.filter(({ id }) => id === this.chosen && drawn.has(id)), uri, selection.active);
    if (chosen.length === 0) this.chosen = undefined;
    this.post({ type: "lit", ids: chosen.length > 0 ? chosen : drawnAt(nodes, drawn, uri, selection.active) });
  }

  /** Whether a layer of the model stands at the cursor. */
  private async isShownAt({ document, selection }: vscode.TextEditor): Promise<boolean> {
    if (!this.concerns(document)) return false;
    return nodesAt(await this.present(), document.uri.toString(), selection.active).length > 0;
  }

  /** The layers of the drawn model, with the places where they stand now. */
  private present(): Promise<readonly Node[]> {
    const { answer, wanted } = this;
    if (!answer || !wanted) return Promise.resolve([]);
    this.places ??= this.ask(wanted).then(
      // Of another run: what has the same name there may be something else.
      (now) => (now.version === answer.version ? all(now) : []),
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
      case "goToCall":
        return this.goTo(message.id, message.type === "goToCall" ? ({ called }) => called : (node) => node);
      case "describe":
        return this.describe(message.id);
      case "fix":
        return this.details.apply(message.problem, message.fix);
      case "pin":
        this.wanted = { ...wanted, pinned: message.pinned };
        if (!message.pinned) this.follower.goOn();
        return;
      case "unfold": {
        const ids = this.answer ? foldedAround(all(this.answer), message.id) : [];
        return this.refresh({ ...wanted, exceptions: ids.reduce(toggled, wanted.exceptions) });
      }
      case "hover":
        return this.hover(message.id);
      case "fold":
        return this.refresh({ ...wanted, exceptions: toggled(wanted.exceptions, message.id) });
      case "model":
        this.follower.stay(editorInSight(({ languageId }) => languageId === "python"));
        return this.refresh({ ...wanted, model: message.id, exceptions: [] });
      case "options": {
        const { expandNested } = message.options;
        const exceptions = expandNested === undefined ? wanted.exceptions : [];
        return this.refresh({ ...wanted, options: { ...wanted.options, ...message.options }, exceptions });
      }
      case "export":
        return save(message, wanted.uri, this.answer ? nameOf(this.answer) : "model");
      case "figure": {
        const { content } = await this.ask(wanted, undefined, message.format);
        const format = message.format === "tikz" ? "tex" : "svg";
        return save({ format, content }, wanted.uri, this.answer ? nameOf(this.answer) : "model");
      }
      case "told":
        vscode.window.setStatusBarMessage(`Keras: ${message.text}`, 5000);
        return;
      case "failed":
        void vscode.window.showErrorMessage(`Keras: ${message.reason}`);
    }
  }

  private async goTo(id: string, placeOf: (node: Node) => Place | undefined): Promise<void> {
    const node = (await this.present()).find((each) => each.id === id);
    const place = node && placeOf(node);
    this.chosen = id;
    if (place?.range) await select(place);
    else void vscode.window.setStatusBarMessage("Keras: this layer's line was changed; save to draw it anew", 5000);
  }

  private async hover(id: string): Promise<void> {
    const { answer } = this;
    const node = answer && all(answer).find((each) => each.id === id);
    if (!node) return;
    const told = this.details.describe(answer, node);
    // Where a newer run has no such layer, the page tells what the picture knows.
    this.post({ type: "hover", id, markdown: await told.then(({ markdown }) => markdown, () => "") });
  }

  private async describe(id: string): Promise<void> {
    const { answer } = this;
    const node = answer && all(answer).find((each) => each.id === id);
    if (!node) return;
    try {
      const details = await this.details.describe(answer, node);
      this.post({ type: "details", id, details });
      if (details.problems.length === 0) return;
      this.post({ type: "fixes", id, fixes: await this.details.fixesFor(details.problems) });
    } catch (error) {
      this.post({ type: "details", id, details: { reason: error instanceof Error ? error.message : String(error) } });
    }
  }

  private post(message: ToPage): void {
    void this.panel?.webview.postMessage(message);
  }
}

/** The nodes of the picture, and those that are folded in them. */
function all({ nodes, folded }: PlotAnswer): readonly Node[] {
  return [...nodes, ...folded];
}

function toggled(ids: readonly string[], id: string): readonly string[] {
  return ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id];
}
