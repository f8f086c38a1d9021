// The models of all files that were run, in a tree; what it tells of a file stays when that is closed.

import { posix } from "node:path";
import * as vscode from "vscode";
import type { Client } from "../client";
import { LIST_MODELS, type ListedModel, type ModelFile, type ModelsAnswer, SECTION } from "../protocol";
import { about } from "./wording";

/** A file, or a model of one. */
export interface Entry {
  readonly file: ModelFile;
  readonly model?: ListedModel;
}

export class ModelsView implements vscode.TreeDataProvider<Entry>, vscode.Disposable {
  private readonly files = new Map<string, ModelFile>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly parts: vscode.Disposable;
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly client: Client) {
    this.parts = vscode.Disposable.from(
      this.changed,
      vscode.window.createTreeView(`${SECTION}.models`, { treeDataProvider: this, showCollapseAll: true }),
      client.onStatus(({ uri, state }) => {
        if (uri !== undefined && (state === "idle" || state === "error")) void this.update(uri);
      }),
      vscode.workspace.onDidDeleteFiles(({ files }) => this.forget(files)),
      vscode.workspace.onDidRenameFiles(({ files }) => this.forget(files.map(({ oldUri }) => oldUri))),
    );
  }

  dispose(): void {
    this.parts.dispose();
  }

  /** What is known of the files, by path. */
  get all(): readonly ModelFile[] {
    return [...this.files.values()].sort((a, b) => (a.uri < b.uri ? -1 : 1));
  }

  /** Ask what the last run of a document came to. */
  async update(uri: string): Promise<void> {
    const found = await this.client.execute<ModelsAnswer>(LIST_MODELS, { uri }).catch(() => undefined);
    const file = found?.files[0];
    // One that was closed meanwhile stays as it was.
    if (!file) return;
    if (file.models.length > 0) this.files.set(uri, file);
    else this.files.delete(uri);
    this.changed.fire();
  }

  getChildren(entry?: Entry): Entry[] {
    if (!entry) return this.all.map((file) => ({ file }));
    return entry.model ? [] : entry.file.models.map((model) => ({ file: entry.file, model }));
  }

  getTreeItem({ file, model }: Entry): vscode.TreeItem {
    return model ? itemOfModel(file, model) : itemOfFile(file);
  }

  private forget(uris: readonly vscode.Uri[]): void {
    for (const uri of uris) this.files.delete(uri.toString());
    this.changed.fire();
  }
}

function itemOfFile({ uri }: ModelFile): vscode.TreeItem {
  const resource = vscode.Uri.parse(uri);
  const item = new vscode.TreeItem(posix.basename(resource.path), vscode.TreeItemCollapsibleState.Expanded);
  const folder = posix.dirname(vscode.workspace.asRelativePath(resource));
  item.description = folder === "." ? "" : folder;
  item.resourceUri = resource;
  item.iconPath = vscode.ThemeIcon.File;
  item.contextValue = "file";
  return item;
}

function itemOfModel(file: ModelFile, model: ListedModel): vscode.TreeItem {
  const item = new vscode.TreeItem(model.name);
  item.id = `${file.uri}#${model.id}`;
  item.description = about(model);
  item.tooltip = `${model.name}: ${about(model)}`;
  item.iconPath =
    model.failing > 0
      ? new vscode.ThemeIcon("error", new vscode.ThemeColor("list.errorForeground"))
      : new vscode.ThemeIcon("type-hierarchy-sub");
  item.contextValue = "model";
  item.command = { title: "Go to Source", command: `${SECTION}.goToModel`, arguments: [{ file, model }] };
  return item;
}
