// The connection to the server: one for all folders, started again when it has to be.

import * as vscode from "vscode";
import {
  CodeActionKind,
  CodeActionRequest,
  type ConfigurationParams,
  DidChangeConfigurationNotification,
  ExecuteCommandRequest,
  RevealOutputChannelOn,
  State,
} from "vscode-languageclient";
import { LanguageClient, type LanguageClientOptions } from "vscode-languageclient/node";
import type { Interpreters } from "./interpreter";
import * as protocol from "./protocol";
import { isNewEnough, suitable, versionOf } from "./pythons";
import { Queue } from "./queue";
import { declared, explicit, saidOnce, type Settings } from "./settings";

/** What `middleware.executeCommand` hands over; true if it is dealt with. */
export type CommandTaker = (command: string, request: Partial<protocol.ModelRequest>) => boolean;

export type Condition =
  | { readonly kind: "running"; readonly interpreter: string }
  | { readonly kind: "starting" | "untrusted" | "stopped" }
  | { readonly kind: "failed"; readonly reason: string };

export class Client implements vscode.Disposable {
  private readonly queue = new Queue();
  private readonly names: readonly string[];
  private readonly statusReceived = new vscode.EventEmitter<protocol.Status>();
  private readonly outputReceived = new vscode.EventEmitter<protocol.Output>();
  private readonly conditionChanged = new vscode.EventEmitter<Condition>();
  private connection: LanguageClient | undefined;
  private interpreter = "";
  private state: Condition = { kind: "stopped" };

  readonly onStatus = this.statusReceived.event;
  readonly onOutput = this.outputReceived.event;
  readonly onCondition = this.conditionChanged.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly interpreters: Interpreters,
    private readonly log: vscode.LogOutputChannel,
    private readonly takeCommand: CommandTaker,
  ) {
    this.names = declared(context.extension);
  }

  get condition(): Condition {
    return this.state;
  }

  /** Start the server, or start it anew. */
  restart(): Promise<void> {
    return this.queue.add(async () => {
      await this.end();
      await this.begin();
    });
  }

  /** Start it anew if another interpreter is to run it, else have the settings read again. */
  settingsChanged(): Promise<void> {
    return this.queue.add(async () => {
      const wanted = await this.interpreters.of(firstFolder());
      if (this.connection && wanted.path === this.interpreter) {
        await this.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
        return;
      }
      await this.end();
      await this.begin();
    });
  }

  /**
   * Have the server execute one of its commands.
   *
   * Rejects with the server's own words, or with why there is no server.
   */
  async execute<T>(command: string, request: object): Promise<T> {
    return (await this.connected().sendRequest(ExecuteCommandRequest.type, {
      command,
      arguments: [request],
    })) as T;
  }

  /** The quick fixes that the server has for a place. */
  async fixesAt(uri: string, range: protocol.Range): Promise<readonly vscode.CodeAction[]> {
    const connection = this.connected();
    const context = { diagnostics: [], only: [CodeActionKind.QuickFix] };
    const found = await connection.sendRequest(CodeActionRequest.type, { textDocument: { uri }, range, context });
    const actions = await connection.protocol2CodeConverter.asCodeActionResult(found ?? []);
    return actions.flatMap((action) => (action instanceof vscode.CodeAction ? [action] : []));
  }

  async dispose(): Promise<void> {
    await this.queue.add(() => this.end());
    for (const emitter of [this.statusReceived, this.outputReceived, this.conditionChanged]) emitter.dispose();
  }

  private connected(): LanguageClient {
    if (this.connection?.state === State.Running) return this.connection;
    switch (this.state.kind) {
      case "untrusted":
        throw new Error("Nothing is run before the workspace is trusted: Workspaces: Manage Workspace Trust.");
      case "failed":
        throw new Error(this.state.reason);
      default:
        throw new Error("The server of keras-lsp is not running. Start it with Keras: Restart.");
    }
  }

  private async begin(): Promise<void> {
    if (!vscode.workspace.isTrusted) {
      // The interpreter itself may be a file of the workspace.
      this.become({ kind: "untrusted" });
      return;
    }
    this.become({ kind: "starting" });
    const { path, source } = await this.interpreters.of(firstFolder());
    this.interpreter = path;
    const problem = await this.unfit(path);
    if (problem) {
      this.become({ kind: "failed", reason: problem });
      return;
    }
    this.log.info(`starting with ${path} (${source})`);
    const connection = new LanguageClient(
      protocol.SECTION,
      "Keras Language Server",
      { command: path, args: ["-I", this.context.asAbsolutePath("bundled/start.py"), "--stdio"] },
      this.options(),
    );
    connection.onNotification(protocol.STATUS, (status: protocol.Status) => this.statusReceived.fire(status));
    connection.onNotification(protocol.OUTPUT, (output: protocol.Output) => this.outputReceived.fire(output));
    connection.onDidChangeState(({ newState }) => {
      if (newState === State.Running) this.become({ kind: "running", interpreter: path });
      else if (newState === State.Stopped && this.connection === connection) {
        this.become({ kind: "failed", reason: "The server ended. See why in the panel Output, then start it anew with Keras: Restart." });
      }
    });
    this.connection = connection;
    try {
      await connection.start();
    } catch (error) {
      this.become({ kind: "failed", reason: `The server did not start: ${String(error)}. See more in the panel Output, then try Keras: Restart.` });
    }
  }

  private async end(): Promise<void> {
    const connection = this.connection;
    this.connection = undefined;
    if (!connection) return;
    this.become({ kind: "stopped" });
    try {
      await connection.dispose();
    } catch (error) {
      this.log.warn(`the server did not stop in good order: ${String(error)}`);
    }
  }

  private become(condition: Condition): void {
    this.state = condition;
    this.conditionChanged.fire(condition);
  }

  private options(): LanguageClientOptions {
    const initializationOptions: protocol.InitializationOptions = {
      trusted: vscode.workspace.isTrusted,
      status: true,
      output: true,
    };
    return {
      documentSelector: [
        { scheme: "file", language: "python" },
        { notebook: "jupyter-notebook", language: "python" },
      ],
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions,
      middleware: {
        executeCommand: (command, args, next): unknown => {
          const request = (args[0] ?? {}) as Partial<protocol.ModelRequest>;
          return this.takeCommand(command, request) ? undefined : next(command, args);
        },
        workspace: { configuration: (params) => this.configuration(params) },
      },
    };
  }

  /** What is set, and the interpreter that is selected elsewhere. */
  private configuration(params: ConfigurationParams): Promise<(Settings | null)[]> {
    return Promise.all(
      params.items.map(async ({ section, scopeUri }) => {
        if (section !== protocol.SECTION) return null;
        const scope = scopeUri === undefined ? undefined : vscode.Uri.parse(scopeUri);
        const settings = saidOnce(explicit(this.names, scope), scope);
        const { path, source } = await this.interpreters.of(scope);
        return source !== "setting" && source !== "fallback" ? { ...settings, interpreter: path } : settings;
      }),
    );
  }

  /** Why the server cannot run with this interpreter; the user is told, too. Empty if it can. */
  private async unfit(path: string): Promise<string> {
    let reason: string;
    try {
      const version = await versionOf(path);
      if (isNewEnough(version)) return "";
      reason = `${path} is Python ${version}; Keras support needs Python 3.10 or newer.`;
    } catch (error) {
      reason = `The Python ${path} cannot be started: ${error instanceof Error ? error.message : String(error)}.`;
    }
    const other = await suitable();
    const advice = other
      ? `Choose another interpreter that has your Keras, for example ${other[0]} (Python ${other[1]}).`
      : "Choose another interpreter that has your Keras.";
    void this.offer(`${reason} ${advice}`, other?.[0]);
    return `${reason} ${advice}`;
  }

  private async offer(message: string, other: string | undefined): Promise<void> {
    const select = "Select Interpreter";
    const use = other === undefined ? [] : [`Use ${other}`];
    const answer = await vscode.window.showErrorMessage(message, select, ...use);
    if (answer === select) await this.interpreters.choose();
    else if (answer !== undefined) {
      await vscode.workspace
        .getConfiguration(protocol.SECTION)
        .update("interpreter", other, vscode.ConfigurationTarget.Global);
    }
  }
}

function firstFolder(): vscode.Uri | undefined {
  return vscode.workspace.workspaceFolders?.[0]?.uri;
}
