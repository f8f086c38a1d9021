// The controls above the picture. Knows what the user can ask for, not how it is done.

import type { FigureFormat, PlotOptions, Rankdir, ShowChanges } from "../../protocol";
import type { Drawing, ExportFormat } from "../messages";
import type { Box } from "./geometry";
import { below, byId } from "../../webview/view/elements";
import { failure } from "../../webview/view/wording";
import { counts } from "./wording";

export interface Actions {
  model(id: string): void;
  options(options: Partial<PlotOptions>): void;
  /** Whether nodes are coloured has changed. */
  shares(): void;
  export(format: ExportFormat, scale: number): void;
  /** Save a figure as papers have it. */
  figure(format: FigureFormat): void;
  copy(format: "svg" | "png", scale: number): void;
  pin(pinned: boolean): void;
  zoom(steps: number): void;
  fit(): void;
  show(id: string): void;
}

type Switch = Exclude<keyof PlotOptions, "rankdir" | "showChanges">;

export class Toolbar {
  private readonly models = byId("model") as HTMLSelectElement;
  private readonly rankdir = byId("rankdir") as HTMLSelectElement;
  private readonly showChanges = byId("showChanges") as HTMLSelectElement;
  private readonly shares = byId("shares") as HTMLInputElement;
  private readonly scale = byId("scale") as HTMLSelectElement;
  private readonly pin = byId("pin");
  private readonly switches = [...document.querySelectorAll<HTMLInputElement>("[data-option]")];
  private failing: string | undefined;

  constructor(actions: Actions) {
    this.scale.value = "2";
    this.models.addEventListener("change", () => actions.model(this.models.value));
    for (const box of this.switches) {
      box.addEventListener("change", () => actions.options({ [nameOf(box)]: box.checked }));
    }
    this.rankdir.addEventListener("change", () => actions.options({ rankdir: this.rankdir.value as Rankdir }));
    this.showChanges.addEventListener("change", () => {
      actions.options({ showChanges: this.showChanges.value as ShowChanges });
    });
    this.shares.addEventListener("change", () => actions.shares());
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-format]")) {
      button.addEventListener("click", () => {
        byId("export").hidePopover();
        actions.export(button.dataset.format as ExportFormat, Number(this.scale.value));
      });
    }
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-figure]")) {
      button.addEventListener("click", () => {
        byId("export").hidePopover();
        actions.figure(button.dataset.figure as FigureFormat);
      });
    }
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
      button.addEventListener("click", () => {
        byId("export").hidePopover();
        actions.copy(button.dataset.copy as "svg" | "png", Number(this.scale.value));
      });
    }
    this.pin.addEventListener("click", () => {
      this.pinned = !this.pinned;
      actions.pin(this.pinned);
    });
    byId("zoomIn").addEventListener("click", () => actions.zoom(1));
    byId("zoomOut").addEventListener("click", () => actions.zoom(-1));
    byId("fit").addEventListener("click", () => actions.fit());
    byId("showProblem").addEventListener("click", () => {
      if (this.failing !== undefined) actions.show(this.failing);
    });
    for (const [button, popover] of [["optionsButton", "options"], ["exportButton", "export"]] as const) {
      byId(popover).addEventListener("toggle", () => below(byId(button), byId(popover)));
    }
  }

  get coloured(): boolean {
    return this.shares.checked;
  }

  set coloured(coloured: boolean) {
    this.shares.checked = coloured;
  }

  /** Whether the picture stays whatever the editor shows. */
  get pinned(): boolean {
    return this.pin.getAttribute("aria-pressed") === "true";
  }

  set pinned(pinned: boolean) {
    this.pin.setAttribute("aria-pressed", String(pinned));
    this.pin.textContent = pinned ? "Pinned" : "Pin";
  }

  /** Show what is drawn. */
  show({ wanted, model, models, options, nodes, changes }: Drawing, boxes: ReadonlyMap<string, Box>): void {
    this.models.replaceChildren(...models.map(({ id, name }) => new Option(name, id, false, id === model)));
    for (const box of this.switches) box.checked = options[nameOf(box)];
    this.pinned = wanted.pinned === true;
    this.rankdir.value = options.rankdir;
    this.showChanges.value = options.showChanges;
    const counted = byId("counts");
    counted.textContent = options.showChanges === "" ? "" : counts(changes);
    counted.title = changes?.text ?? "";
    const failing = nodes.filter(({ id, error }) => error !== undefined && boxes.has(id));
    const [first] = failing;
    this.failing = first?.id;
    byId("problem").hidden = first === undefined;
    if (!first) return;
    byId("showProblem").textContent = failure(first.name, first.error ?? "", failing.length);
  }
}

function nameOf(box: HTMLInputElement): Switch {
  return box.dataset.option as Switch;
}
