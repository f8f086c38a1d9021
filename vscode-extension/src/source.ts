// Going to places in source files.

import * as vscode from "vscode";
import { type Place, type Range, SECTION } from "./protocol";

export function toRange({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** Select an expression, in the editor that shows its file already if there is one; the keys go there, too. */
export async function select(place: Place, { preserveFocus = false } = {}): Promise<void> {
  if (place.uri === null || place.range === null) return;
  const uri = vscode.Uri.parse(place.uri);
  const range = toRange(place.range);
  const shown = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  const editor = await vscode.window.showTextDocument(shown?.document ?? (await vscode.workspace.openTextDocument(uri)), {
    viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
    preserveFocus,
  });
  // With the cursor at the beginning a long line is not scrolled sideways.
  editor.selection = new vscode.Selection(range.end, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** The Python document that is meant where none is named: the active one, else one in sight. */
export function activePython(): vscode.TextDocument | undefined {
  return editorInSight(({ languageId }) => languageId === "python")?.document;
}

/** Whether a diagnostic is ours, of that code. */
export function isProblem({ source, code }: vscode.Diagnostic, wanted: string): boolean {
  return source === SECTION && (typeof code === "object" ? code.value : code) === wanted;
}

/** An editor whose document fits: the active one, else one in sight. None is active while a panel is. */
export function editorInSight(fits: (document: vscode.TextDocument) => boolean): vscode.TextEditor | undefined {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  return [activeTextEditor, ...visibleTextEditors].find((editor) => editor && fits(editor.document));
}
