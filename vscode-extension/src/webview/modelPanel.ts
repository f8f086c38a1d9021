// A panel beside the source that shows a model: opens and fills a page, keeps up with the runs, the
// cursor and the editor, and carries places to and fro. What it shows, and how, its heirs know.

import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { Client } from "../client";
import type { Item, ModelAnswer, ModelRequest, Place, Range } from "../protocol";
import { editorInSight, select } from "../source";
import type { Choice, Choices } from "./choices";
import { Details } from "./details";
import { Follower } from "./follow";
import type { FromAnyPage, ToAnyPage, WantedModel } from "./messages";
import type { Resources } from "./page";
import { nodesAt } from "./places";

/** What sets one kind of panel apart. */
export interface Kind {
  /** The type of its webview. */
  readonly type: string;
  /** Where its script and style are in `dist`. */
  readonly folder: string;
  /** Its icons in `media` are called so, with `-light.svg` and `-dark.svg`. */
  readonly icon: string;
  /** In its tab before anything is known. */
  readonly title: string;
  /** Said while what it shows is older than the text. */
  readonly changed: string;
}

export interface Room {
  readonly context: vscode.ExtensionContext;
  readonly client: Client;
  readonly choices: Choices;
}

interface Kept<Wanted> {
  readonly wanted: Wanted;
}

export abstract class ModelPanel<
  Wanted extends WantedModel,
  Answer extends ModelAnswer,
  ToPage extends { readonly type: string },
  FromPage extends { readonly type: string },
> implements vscode.Disposable, vscode.WebviewPanelSerializer<Kept<Wanted> | undefined>
{
  protected panel: vscode.WebviewPanel | undefined;
  protected wanted: Wanted | undefined;
  protected answer: Answer | undefined;
  protected readonly client: Client;
  protected readonly details: Details;
  protected readonly follower: Follower;
  private readonly listeners: { dispose(): unknown }[];
  /** Where the answer's layers stand now; asked for once after each edit. */
  private places: Promise<readonly Item[]> | undefined;
  private asked = 0;
  /** How often the user has asked for a model. */
  private turns = 0;
  /** The layer that was chosen last; its line may have made others, too. */
  private chosen: string | undefined;

  constructor(
    private readonly kind: Kind,
    private readonly room: Room,
  ) {
    const { client, choices } = room;
    this.client = client;
    this.details = new Details(client);
    this.follower = new Follower(client, {
      follows: () => this.panel?.visible === true && !this.panel.active && this.wanted?.pinned !== true,
      isShownAt: (editor) => this.isShownAt(editor),
      shown: () => this.answer,
      show: (uri, model) => this.follow(uri, model),
    });
    this.listeners = [
      this.follower,
      vscode.window.registerWebviewPanelSerializer(kind.type, this),
      client.onStatus(({ uri, state }) => {
        if (uri === this.wanted?.uri && (state === "idle" || state === "error")) void this.refresh();
      }),
      choices.onDidChoose((choice) => this.chosenElsewhere(choice)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.edited(document);
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => void this.light(textEditor)),
    ];
  }

  /** Another model, with the options of the one that is shown. */
  protected abstract wantedOf(request: ModelRequest): Wanted;
  protected abstract ask(wanted: Wanted, position?: Range["start"]): Promise<Answer>;
  protected abstract titleOf(answer: Answer): string;
  /** All layers of the model, whether they are in sight or folded. */
  protected abstract itemsOf(answer: Answer): readonly Item[];
  /** Layers that the page shows in the place of these, which may be folded. */
  protected abstract inSight(answer: Answer, ids: readonly string[]): readonly string[];
  protected abstract page(resources: Resources, served: (name: string) => string): string;
  /** What the page is to show. */
  protected abstract message(wanted: Wanted, answer: Answer): ToPage;
  /** Do what only this kind of page asks for. */
  protected abstract obey(message: FromPage, wanted: Wanted): Promise<void>;

  /** The model that is shown, if this is the active tab: no editor is, then. */
  get meant(): ModelRequest | undefined {
    return this.panel?.active ? this.shown : undefined;
  }

  /** Show a model beside the editor; rejects with why there is none. */
  async show({ position, ...request }: ModelRequest): Promise<void> {
    this.follower.stay(editorInSight((document) => document.uri.toString() === request.uri));
    const turn = ++this.turns;
    let wanted: Wanted;
    let answer: Answer;
    let number: number;
    do {
      number = ++this.asked;
      wanted = this.wantedOf(request);
      answer = await this.ask(wanted, position);
      if (turn !== this.turns) return;
      // Other options that were chosen meanwhile are not to be lost.
    } while (number !== this.asked);
    const { type, title } = this.kind;
    const column = this.panel?.viewColumn ?? vscode.ViewColumn.Beside;
    if (this.panel) this.panel.reveal(column, true);
    else this.adopt(vscode.window.createWebviewPanel(type, title, { viewColumn: column, preserveFocus: true }));
    this.draw(wanted, answer);
  }

  /** Show again what was shown before the window was loaded anew. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, kept: Kept<Wanted> | undefined): Promise<void> {
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

  /** Draw anew; what is drawn stays where there is nothing new to draw. */
  protected async refresh(wanted: Wanted | undefined = this.wanted, { quietly = false } = {}): Promise<void> {
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

  /** The model that is shown. */
  protected get shown(): ModelRequest | undefined {
    const { answer } = this;
    return answer && { uri: answer.uri, model: answer.model };
  }

  protected post(message: ToPage | ToAnyPage): void {
    void this.panel?.webview.postMessage(message);
  }

  /** The layer of an id. */
  protected item(id: string): Item | undefined {
    return this.answer && this.itemsOf(this.answer).find((each) => each.id === id);
  }

  /** Let other panels light a layer that was chosen in this one. */
  protected choose(id: string): void {
    const { answer } = this;
    this.chosen = id;
    if (answer) this.room.choices.tell({ uri: answer.uri, model: answer.model, id, by: this });
  }

  /** Go to where a layer stands now; with `aside` the keys stay in the panel. */
  protected async goTo(
    id: string,
    placeOf: (item: Item) => Place | undefined = (item) => item,
    { aside = false } = {},
  ): Promise<void> {
    const item = (await this.present()).find((each) => each.id === id);
    const place = item && placeOf(item);
    this.choose(id);
    if (place?.range) await select(place, { preserveFocus: aside });
    else void vscode.window.setStatusBarMessage("Keras: this layer's line was changed; save to draw it anew", 5000);
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    const { extensionUri } = this.room.context;
    const { folder, icon } = this.kind;
    const root = vscode.Uri.joinPath(extensionUri, "dist", folder);
    const served = (name: string) => panel.webview.asWebviewUri(vscode.Uri.joinPath(root, name)).toString();
    panel.iconPath = {
      light: vscode.Uri.joinPath(extensionUri, "media", `${icon}-light.svg`),
      dark: vscode.Uri.joinPath(extensionUri, "media", `${icon}-dark.svg`),
    };
    panel.webview.options = { enableScripts: true, localResourceRoots: [root] };
    panel.webview.onDidReceiveMessage((message: FromAnyPage | FromPage) => void this.take(message));
    panel.onDidChangeViewState(() => this.follower.moved());
    panel.onDidDispose(() => {
      this.panel = this.wanted = this.answer = undefined;
    });
    const nonce = randomBytes(18).toString("base64");
    const { cspSource: source } = panel.webview;
    panel.webview.html = this.page({ source, style: served("style.css"), script: served("main.js"), nonce }, served);
  }

  /** Show the model that the editor has come to, without a word where there is none. */
  private async follow(uri: string, model: string): Promise<void> {
    await this.refresh(this.wantedOf({ uri, model }), { quietly: true });
  }

  private draw(wanted: Wanted, answer: Answer): void {
    // A cell was asked for, its notebook answers.
    this.wanted = { ...wanted, uri: answer.uri, model: answer.model };
    this.answer = answer;
    this.places = Promise.resolve(this.itemsOf(answer));
    if (this.panel) this.panel.title = this.titleOf(answer);
    this.send();
  }

  private send(): void {
    if (!this.answer || !this.wanted) return;
    this.post(this.message(this.wanted, this.answer));
    const editor = editorInSight((document) => this.concerns(document));
    if (editor) void this.light(editor);
  }

  /** Whether layers of the model stand in a document. */
  private concerns(document: vscode.TextDocument): boolean {
    const uri = document.uri.toString();
    const { answer } = this;
    return answer !== undefined && this.itemsOf(answer).some((item) => item.uri === uri || item.called?.uri === uri);
  }

  private edited(document: vscode.TextDocument): void {
    if (!this.concerns(document)) return;
    this.places = undefined;
    this.post({ type: "outdated", reason: this.kind.changed });
  }

  private async light({ document, selection }: vscode.TextEditor): Promise<void> {
    const { answer } = this;
    if (!answer || !this.panel?.visible || !this.concerns(document)) return;
    const items = await this.present();
    const lit = (among: readonly Item[]) => nodesAt(among, document.uri.toString(), selection.active);
    const chosen = lit(items.filter(({ id }) => id === this.chosen));
    if (chosen.length === 0) this.chosen = undefined;
    this.post({ type: "lit", ids: this.inSight(answer, chosen.length > 0 ? chosen : lit(items)) });
  }

  private chosenElsewhere({ uri, model, id, by }: Choice): void {
    const { answer } = this;
    if (by === this || answer?.uri !== uri || answer.model !== model || !this.item(id)) return;
    this.chosen = id;
    this.post({ type: "lit", ids: this.inSight(answer, [id]) });
  }

  /** Whether a layer of the model stands at the cursor. */
  private async isShownAt({ document, selection }: vscode.TextEditor): Promise<boolean> {
    if (!this.concerns(document)) return false;
    return nodesAt(await this.present(), document.uri.toString(), selection.active).length > 0;
  }

  /** The layers of the model, with the places where they stand now. */
  private present(): Promise<readonly Item[]> {
    const { answer, wanted } = this;
    if (!answer || !wanted) return Promise.resolve([]);
    this.places ??= this.ask(wanted).then(
      // Of another run: what has the same name there may be something else.
      (now) => (now.version === answer.version ? this.itemsOf(now) : []),
      () => [],
    );
    return this.places;
  }

  /** Do what the page asks for; the user is told if it fails. */
  private async take(message: FromAnyPage | FromPage): Promise<void> {
    try {
      await this.receive(message);
    } catch (error) {
      void vscode.window.showErrorMessage(`Keras: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private async receive(message: FromAnyPage | FromPage): Promise<void> {
    const { wanted } = this;
    if (!wanted) return;
    if (!isShared(message)) return this.obey(message, wanted);
    switch (message.type) {
      case "ready":
        this.send();
        return;
      case "goTo":
        return this.goTo(message.id);
      case "goToCall":
        return this.goTo(message.id, ({ called }) => called);
      case "hover":
        return this.hover(message.id);
      case "pin":
        this.wanted = { ...wanted, pinned: message.pinned };
        if (!message.pinned) this.follower.goOn();
        return;
      case "model":
        this.follower.stay(editorInSight(({ languageId }) => languageId === "python"));
        return this.refresh(this.wantedOf({ uri: wanted.uri, model: message.id }));
      case "told":
        vscode.window.setStatusBarMessage(`Keras: ${message.text}`, 5000);
        return;
      case "failed":
        void vscode.window.showErrorMessage(`Keras: ${message.reason}`);
    }
  }

  private async hover(id: string): Promise<void> {
    const { answer } = this;
    const item = this.item(id);
    if (!answer || !item) return;
    const told = this.details.describe(answer, item);
    // Where a newer run has no such layer, the page tells what it knows.
    this.post({ type: "hover", id, markdown: await told.then(({ markdown }) => markdown, () => "") });
  }
}

const SHARED: ReadonlySet<string> = new Set<FromAnyPage["type"]>([
  "ready", "goTo", "goToCall", "hover", "model", "pin", "told", "failed",
]);

function isShared(message: { readonly type: string }): message is FromAnyPage {
  return SHARED.has(message.type);
}
