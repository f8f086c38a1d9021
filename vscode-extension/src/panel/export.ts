// Writes a picture to a file that the user names.

import { posix } from "node:path";
import * as vscode from "vscode";
import type { ExportFormat } from "./messages";
import { fileOf } from "../webview/names";

interface Picture {
  readonly format: ExportFormat | "tex";
  /** Text; of a PNG, in base 64. */
  readonly content: string;
}

/** Have the user choose a file, by default beside the document, and write it. */
export async function save({ format, content }: Picture, document: string, name: string): Promise<void> {
  const source = vscode.Uri.parse(document);
  const chosen = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(posix.join(posix.dirname(source.path), fileOf(name, format))),
    filters: { [format.toUpperCase()]: [format] },
    title: "Export Model Plot",
  });
  if (!chosen) return;
  await vscode.workspace.fs.writeFile(chosen, Buffer.from(content, format === "png" ? "base64" : "utf8"));
  const open = "Open";
  const answer = await vscode.window.showInformationMessage(`Keras: wrote ${posix.basename(chosen.path)}.`, open);
  if (answer === open) await vscode.commands.executeCommand("vscode.open", chosen);
}
