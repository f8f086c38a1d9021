// Which Python is meant for a folder: the one that is set, else the one selected in a Python
// extension, else an environment with Keras in the folder, else `python3`.

import { homedir } from "node:os";
import * as vscode from "vscode";
import { type Environment, inFolder, ofConda } from "./environments";
import { SECTION } from "./protocol";

const PYTHON = "ms-python.python";
const ENVIRONMENTS = "ms-python.vscode-python-envs";

/** The little that is used of the Python extension's API. */
interface PythonApi {
  readonly environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(path: {
      readonly path: string;
    }): Promise<{ readonly executable: { readonly uri?: vscode.Uri } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

/** The little that is used of the Python Environments extension's API. */
interface EnvironmentsApi {
  getEnvironment(
    scope: vscode.Uri | undefined,
  ): Promise<{ readonly execInfo?: { readonly run?: { readonly executable?: string } } } | undefined>;
  readonly onDidChangeEnvironment: vscode.Event<unknown>;
}

export interface Interpreter {
  readonly path: string;
  readonly source: "setting" | "environments" | "python" | "folder" | "fallback";
}

export class Interpreters implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listening = new Map<string, vscode.Disposable>();
  private readonly changes: vscode.Disposable;

  /** Another interpreter may have been selected in a Python extension. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly log: vscode.LogOutputChannel) {
    const made = vscode.workspace.createFileSystemWatcher("**/pyvenv.cfg", false, true, false);
    this.changes = vscode.Disposable.from(
      made,
      vscode.extensions.onDidChange(() => this.changed.fire()),
      made.onDidCreate(() => this.changed.fire()),
      made.onDidDelete(() => this.changed.fire()),
    );
  }

  /** The interpreter for a file or folder; without one, for the workspace. */
  async of(resource?: vscode.Uri): Promise<Interpreter> {
    const set = this.fromSetting(resource);
    if (set) return { path: set, source: "setting" };
    const environment = await this.ask(ENVIRONMENTS, () => this.fromEnvironments(resource));
    if (environment) return { path: environment, source: "environments" };
    const python = await this.ask(PYTHON, () => this.fromPython(resource));
    if (python) return { path: python, source: "python" };
    const [own] = await this.inFolder(resource);
    if (own?.hasKeras) return { path: own.executable, source: "folder" };
    return { path: process.platform === "win32" ? "python" : "python3", source: "fallback" };
  }

  /** Have the user choose one: in the Python extension if there is one, else of those that are found. */
  async choose(): Promise<void> {
    if (vscode.extensions.getExtension(PYTHON)) {
      await vscode.commands.executeCommand("python.setInterpreter");
      return;
    }
    const found = [...(await this.inFolder()), ...(await ofConda())];
    const items = found.map(({ executable, hasKeras }) => ({
      label: executable,
      description: hasKeras ? "has Keras" : "has no Keras",
    }));
    const other = { label: "Enter another path…", description: `the setting ${SECTION}.interpreter` };
    const placeHolder = "The Python that runs your models";
    const chosen = await vscode.window.showQuickPick([...items, other], { placeHolder });
    if (chosen === other) {
      await vscode.commands.executeCommand("workbench.action.openSettings", `${SECTION}.interpreter`);
    } else if (chosen) {
      const { Global, Workspace } = vscode.ConfigurationTarget;
      await vscode.workspace
        .getConfiguration(SECTION)
        .update("interpreter", chosen.label, vscode.workspace.workspaceFolders ? Workspace : Global);
    }
  }

  /** The environments in the folder of a file, else in the first one; none until it is trusted. */
  private async inFolder(resource?: vscode.Uri): Promise<Environment[]> {
    const folder = (resource && vscode.workspace.getWorkspaceFolder(resource)) ?? vscode.workspace.workspaceFolders?.[0];
    return folder?.uri.scheme === "file" && vscode.workspace.isTrusted ? inFolder(folder.uri.fsPath) : [];
  }

  dispose(): void {
    this.changes.dispose();
    for (const listener of this.listening.values()) listener.dispose();
    this.changed.dispose();
  }

  private fromSetting(resource?: vscode.Uri): string {
    const configuration = vscode.workspace.getConfiguration(SECTION, resource ?? null);
    const value = configuration.get<string>("interpreter", "").trim();
    const folder = resource && vscode.workspace.getWorkspaceFolder(resource);
    const root = folder ?? vscode.workspace.workspaceFolders?.[0];
    return value
      .replace("${workspaceFolder}", root?.uri.fsPath ?? "")
      .replace("${userHome}", homedir())
      .replace(/^~(?=[/\\])/, homedir());
  }

  private async fromPython(resource?: vscode.Uri): Promise<string | undefined> {
    const api = await this.api<PythonApi>(PYTHON, (exports) =>
      exports.environments.onDidChangeActiveEnvironmentPath(() => this.changed.fire()),
    );
    if (!api) return undefined;
    const active = api.environments.getActiveEnvironmentPath(resource);
    const resolved = await api.environments.resolveEnvironment(active);
    return resolved?.executable.uri?.fsPath;
  }

  private async fromEnvironments(resource?: vscode.Uri): Promise<string | undefined> {
    const api = await this.api<EnvironmentsApi>(ENVIRONMENTS, (exports) =>
      exports.onDidChangeEnvironment(() => this.changed.fire()),
    );
    return (await api?.getEnvironment(resource))?.execInfo?.run?.executable;
  }

  private async api<T>(id: string, listen: (api: T) => vscode.Disposable): Promise<T | undefined> {
    const extension = vscode.extensions.getExtension<T | undefined>(id);
    const api = await extension?.activate();
    if (api && !this.listening.has(id)) this.listening.set(id, listen(api));
    return api;
  }

  /** What another extension answers; its errors are its own, and logged. */
  private async ask(id: string, question: () => Promise<string | undefined>): Promise<string | undefined> {
    try {
      return await question();
    } catch (error) {
      this.log.warn(`${id} did not tell its interpreter: ${String(error)}`);
      return undefined;
    }
  }
}
