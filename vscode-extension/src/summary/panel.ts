// The summary of a model as a table, beside its source.

import * as vscode from "vscode";
import { type ModelRequest, type Range, SECTION, SUMMARIZE_MODEL, type SummaryAnswer, type SummaryRow } from "../protocol";
import type { WantedModel } from "../webview/messages";
import { ModelPanel, type Room } from "../webview/modelPanel";
import { nameOf, titleOf } from "../webview/names";
import type { Resources } from "../webview/page";
import { copied } from "./copies";
import type { CopyFormat, OfSummary, ToSummary } from "./messages";
import { page } from "./page";

export const SUMMARY_PANEL = `${SECTION}.summary`;
const KIND = {
  type: SUMMARY_PANEL,
  folder: "summary",
  icon: "table",
  title: "Summary",
  changed: "The text has changed since this was made; save to bring it up to date.",
};
const FORMATS: Readonly<Record<CopyFormat, string>> = { markdown: "Markdown", csv: "CSV", text: "plain text" };

export class SummaryPanel extends ModelPanel<WantedModel, SummaryAnswer, ToSummary, OfSummary> {
  constructor(
    room: Room,
    private readonly openText: (request: ModelRequest) => Promise<void>,
  ) {
    super(KIND, room);
  }

  /** Put rows of the table on the clipboard: those of these ids in their order, else all. */
  async copy(format: CopyFormat, ids?: readonly string[]): Promise<void> {
    const { answer } = this;
    if (!answer) throw new Error("Open the summary of a model first: Keras: Show Model Summary.");
    const { columns, totals, notes, staleReason } = answer;
    const byId = new Map(answer.rows.map((row) => [row.id, row]));
    const rows = ids ? ids.flatMap((id) => byId.get(id) ?? []) : answer.rows;
    const what = { columns, rows, totals, notes, name: nameOf(answer), outdated: staleReason ?? "" };
    await vscode.env.clipboard.writeText(copied(format, what));
    vscode.window.setStatusBarMessage(`Keras: the summary was copied as ${FORMATS[format]}`, 5000);
  }

  protected wantedOf(request: ModelRequest): WantedModel {
    return { ...request, pinned: this.wanted?.pinned ?? false };
  }

  protected ask({ uri, model }: WantedModel, position?: Range["start"]): Promise<SummaryAnswer> {
    const chosen = model !== undefined ? { model } : position ? { position } : {};
    return this.client.execute<SummaryAnswer>(SUMMARIZE_MODEL, { uri, ...chosen });
  }

  protected titleOf(answer: SummaryAnswer): string {
    return titleOf(answer, vscode.Uri.parse(answer.uri).path, "summary");
  }

  protected itemsOf({ rows }: SummaryAnswer): readonly SummaryRow[] {
    return rows;
  }

  protected inSight(_: SummaryAnswer, ids: readonly string[]): readonly string[] {
    // The page knows what it has folded.
    return ids;
  }

  protected page(resources: Resources): string {
    return page(resources);
  }

  protected message(wanted: WantedModel, answer: SummaryAnswer): ToSummary {
    const { model, models, columns, rows, totals, notes, staleReason } = answer;
    return { type: "summary", summary: { wanted, model, models, columns, rows, totals, notes }, outdated: staleReason ?? "" };
  }

  protected async obey(message: OfSummary): Promise<void> {
    switch (message.type) {
      case "visit":
        return this.goTo(message.id, undefined, { aside: true });
      case "choose":
        this.choose(message.id);
        return;
      case "copy":
        return this.copy(message.format, message.ids);
      case "text":
        if (this.shown) await this.openText(this.shown);
    }
  }
}
