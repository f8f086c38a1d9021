// The plot of a model, beside its source: asks the server for it, and hands it to the page.

import * as vscode from "vscode";
import {
  type FigureFormat,
  type ModelRequest,
  type Node,
  PLOT_MODEL,
  type PlotAnswer,
  type Range,
  SECTION,
} from "../protocol";
import { ModelPanel, type Room } from "../webview/modelPanel";
import { drawnInPlaceOf, foldedAround, nameOf, titleOf } from "../webview/names";
import type { Resources } from "../webview/page";
import { save } from "./export";
import type { OfPlot, ToPlot, Wanted } from "./messages";
import { page } from "./page";

const KIND = {
  type: `${SECTION}.plot`,
  folder: "panel",
  icon: "menu",
  title: "Plot",
  changed: "The text has changed since this was drawn; save to bring it up to date.",
};

export class PlotPanel extends ModelPanel<Wanted, PlotAnswer, ToPlot, OfPlot> {
  constructor(room: Room) {
    super(KIND, room);
  }

  protected wantedOf(request: ModelRequest): Wanted {
    const { uri, options = {}, exceptions = [], pinned = false } = this.wanted ?? {};
    const same = uri === request.uri;
    return { ...request, options, exceptions: same ? exceptions : [], pinned };
  }

  protected ask(
    { uri, model, options, exceptions }: Wanted,
    position?: Range["start"],
    format: "dot" | FigureFormat = "dot",
  ): Promise<PlotAnswer> {
    const chosen = model !== undefined ? { model } : position ? { position } : {};
    return this.client.execute<PlotAnswer>(PLOT_MODEL, { uri, ...chosen, ...options, exceptions, format });
  }

  protected titleOf(answer: PlotAnswer): string {
    return titleOf(answer, vscode.Uri.parse(answer.uri).path);
  }

  protected itemsOf(answer: PlotAnswer): readonly Node[] {
    return all(answer);
  }

  protected inSight(answer: PlotAnswer, ids: readonly string[]): readonly string[] {
    return drawnInPlaceOf(answer, ids);
  }

  protected page(resources: Resources, served: (name: string) => string): string {
    return page({ ...resources, drawer: served("drawer.js") });
  }

  protected message(wanted: Wanted, answer: PlotAnswer): ToPlot {
    const { content, nodes, folded, options, model, models, changes, staleReason } = answer;
    const drawing = { wanted, dot: content, nodes, folded, options, model, models, changes };
    return { type: "drawing", drawing, outdated: staleReason ?? "" };
  }

  protected async obey(message: OfPlot, wanted: Wanted): Promise<void> {
    switch (message.type) {
      case "describe":
        return this.describe(message.id);
      case "fix":
        return this.details.apply(message.problem, message.fix);
      case "unfold": {
        const ids = this.answer ? foldedAround(all(this.answer), message.id) : [];
        return this.again({ ...wanted, exceptions: ids.reduce(toggled, wanted.exceptions) });
      }
      case "fold":
        return this.again({ ...wanted, exceptions: toggled(wanted.exceptions, message.id) });
      case "options": {
        const { expandNested } = message.options;
        const exceptions = expandNested === undefined ? wanted.exceptions : [];
        return this.again({ ...wanted, options: { ...wanted.options, ...message.options }, exceptions });
      }
      case "export":
        return save(message, wanted.uri, this.answer ? nameOf(this.answer) : "model");
      case "figure": {
        const { content } = await this.ask(wanted, undefined, message.format);
        const format = message.format === "tikz" ? "tex" : "svg";
        return save({ format, content }, wanted.uri, this.answer ? nameOf(this.answer) : "model");
      }
    }
  }

  /** Draw with what the user has chosen now, which also holds for what is being asked for. */
  private again(wanted: Wanted): Promise<void> {
    this.wanted = wanted;
    return this.refresh(wanted);
  }

  private async describe(id: string): Promise<void> {
    const { answer } = this;
    const node = this.item(id);
    if (!answer || !node) return;
    try {
      const details = await this.details.describe(answer, node);
      this.post({ type: "details", id, details });
      if (details.problems.length === 0) return;
      this.post({ type: "fixes", id, fixes: await this.details.fixesFor(details.problems) });
    } catch (error) {
      this.post({ type: "details", id, details: { reason: error instanceof Error ? error.message : String(error) } });
    }
  }
}

/** The nodes of the picture, and those that are folded in them. */
function all({ nodes, folded }: PlotAnswer): readonly Node[] {
  return [...nodes, ...folded];
}

function toggled(ids: readonly string[], id: string): readonly string[] {
  return ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id];
}
