// The language status of Python files: the server, the models of the file, the sandbox.

import * as vscode from "vscode";
import type { Client, Condition } from "./client";
import { CHOOSE, NO_KERAS } from "./offers";
import type { Status } from "./protocol";
import { SECTION } from "./protocol";
import { count } from "./wording";

const SELECTOR: vscode.DocumentSelector = [
  { scheme: "file", language: "python" },
  { notebookType: "jupyter-notebook", language: "python" },
];

export class StatusItems implements vscode.Disposable {
  private readonly server = item("server", "Keras");
  private readonly models = item("models", "Keras models");
  private readonly sandbox = item("sandbox", "Keras sandbox");
  private readonly byDocument = new Map<string, Status>();
  private readonly listeners: vscode.Disposable[];
  private starting = false;

  constructor(private readonly client: Client) {
    this.listeners = [
      client.onCondition(() => {
        this.starting = false;
        this.byDocument.clear();
        this.show();
      }),
      client.onStatus((status) => this.take(status)),
      vscode.window.onDidChangeActiveTextEditor(() => this.show()),
    ];
    this.show();
  }

  dispose(): void {
    for (const thing of [...this.listeners, this.server, this.models, this.sandbox]) thing.dispose();
  }

  private take(status: Status): void {
    if (status.uri === undefined) this.starting = status.state === "starting";
    else this.byDocument.set(status.uri, { ...this.byDocument.get(status.uri), message: "", ...status });
    this.show();
  }

  private show(): void {
    const active = vscode.window.activeTextEditor?.document.uri.toString();
    const status = active === undefined ? undefined : this.byDocument.get(active);
    this.showServer(this.client.condition, status);
    this.showModels(status);
    this.showSandbox(status);
    const known = status !== undefined && (status.models !== undefined || status.state !== "idle");
    const isKeras = known && !(status.state === "idle" && status.message);
    void vscode.commands.executeCommand("setContext", `${SECTION}.active`, isKeras);
    if (status?.models !== undefined && status.state === "idle")
      void vscode.commands.executeCommand("setContext", `${SECTION}.kerasFound`, true);
    if (status?.models) void vscode.commands.executeCommand("setContext", `${SECTION}.modelSeen`, true);
  }

  private showServer(condition: Condition, status: Status | undefined): void {
    const { text, detail, severity, busy, command } = describe(condition, this.starting, status);
    this.server.text = text;
    this.server.detail = detail;
    this.server.severity = severity ?? vscode.LanguageStatusSeverity.Information;
    this.server.busy = busy ?? false;
    this.server.command = command ?? { title: "Show Output", command: `${SECTION}.showOutput` };
  }

  private showModels(status: Status | undefined): void {
    const { models = 0, params = 0 } = status ?? {};
    this.models.text = models === 0 ? "no model" : `${count(models, "model")} · ${count(params, "param")}`;
    this.models.command = models === 0 ? undefined : { title: "Show Plot", command: `${SECTION}.showPlot` };
  }

  private showSandbox(status: Status | undefined): void {
    const { enforced = [], missing = [] } = status?.sandbox ?? {};
    const known = enforced.length + missing.length > 0;
    this.sandbox.text = !known ? "sandbox" : enforced.length === 0 ? "no sandbox" : "sandboxed";
    this.sandbox.detail = known
      ? [enforced.join(", "), missing.length > 0 ? `missing: ${missing.join(", ")}` : ""].filter(Boolean).join("; ")
      : "nothing was run yet";
    this.sandbox.severity =
      known && enforced.length === 0
        ? vscode.LanguageStatusSeverity.Warning
        : vscode.LanguageStatusSeverity.Information;
    this.sandbox.command = {
      title: "Settings",
      command: "workbench.action.openSettings",
      arguments: [`${SECTION}.sandbox`],
    };
  }
}

interface Description {
  readonly text: string;
  readonly detail: string;
  readonly severity?: vscode.LanguageStatusSeverity;
  readonly busy?: boolean;
  readonly command?: vscode.Command;
}

const RESTART: vscode.Command = { title: "Restart", command: `${SECTION}.restartServer` };
const CHOOSING: vscode.Command = { title: "Choose Python…", command: CHOOSE };
const TRUST: vscode.Command = { title: "Manage Trust", command: "workbench.trust.manage" };

function describe(condition: Condition, starting: boolean, status: Status | undefined): Description {
  const { Error, Warning } = vscode.LanguageStatusSeverity;
  switch (condition.kind) {
    case "untrusted":
      return { text: "Keras: not run", detail: "the workspace is not trusted", severity: Warning, command: TRUST };
    case "failed":
      return { text: "Keras: not running", detail: condition.reason, severity: Error, command: RESTART };
    case "stopped":
      return { text: "Keras: stopped", detail: "", command: RESTART };
    case "starting":
      return { text: "Keras: starting the server", detail: "", busy: true };
    case "running":
      if (starting) return { text: "Keras: starting Keras", detail: condition.interpreter, busy: true };
      return describeRun(status, condition.interpreter);
  }
}

function describeRun(status: Status | undefined, interpreter: string): Description {
  const message = status?.message ?? "";
  switch (status?.state) {
    case "analysing":
      return { text: "Keras: analysing", detail: "", busy: true };
    case "error":
      return {
        text: "Keras: error",
        detail: message,
        severity: vscode.LanguageStatusSeverity.Error,
        ...(status.code === NO_KERAS ? { command: CHOOSING } : {}),
      };
    case "idle":
      if (message) return { text: "Keras: not run", detail: message };
  }
  return { text: "Keras", detail: interpreter };
}

function item(id: string, name: string): vscode.LanguageStatusItem {
  const created = vscode.languages.createLanguageStatusItem(`${SECTION}.${id}`, SELECTOR);
  created.name = name;
  return created;
}
