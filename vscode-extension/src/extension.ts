// Puts the extension together.

import * as vscode from "vscode";
import { Client } from "./client";
import * as commands from "./commands";
import { Interpreters } from "./interpreter";
import { ModelsView } from "./models/view";
import { Notebooks } from "./notebooks";
import { Offers } from "./offers";
import { OutputChannels } from "./output";
import { PlotPanel } from "./panel/panel";
import { SECTION } from "./protocol";
import { StatusItems } from "./status";
import { Summaries } from "./summary/document";
import { SummaryPanel } from "./summary/panel";
import * as tools from "./tools";
import { Choices } from "./webview/choices";

let running: Client | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const channels = new OutputChannels();
  const interpreters = new Interpreters(channels.log);
  const client: Client = new Client(
    context,
    interpreters,
    channels.log,
    commands.taker(() => ({ panel, table })),
  );
  const choices = new Choices();
  const panel = new PlotPanel({ context, client, choices });
  const summaries = new Summaries(client);
  const table = new SummaryPanel({ context, client, choices }, (request) => summaries.show(request));
  const models = new ModelsView(client);
  running = client;
  context.subscriptions.push(
    channels,
    interpreters,
    new Notebooks(client),
    new Offers(interpreters),
    new StatusItems(client),
    models,
    choices,
    panel,
    table,
    summaries,
    commands.register({ client, channels, interpreters, panel, table, summaries }),
    tools.register(context, client, interpreters),
    client.onOutput((output) => channels.take(output)),
    interpreters.onDidChange(() => void client.settingsChanged()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void client.restart()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      const matters = [`${SECTION}.interpreter`, "editor.codeLens"];
      if (matters.some((name) => event.affectsConfiguration(name))) void client.settingsChanged();
    }),
  );
  void client.restart();
}

export async function deactivate(): Promise<void> {
  await running?.dispose();
}
