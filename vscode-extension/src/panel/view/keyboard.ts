// The keys in the picture: whether they are meant for it, and for which node.

import { neighbour } from "./geometry";
import { type Command, commandOf } from "./keys";
import type { Picture } from "./picture";

export interface KeyActions {
  focus(id: string): void;
  source(id: string): void;
  /** Whether there is something to fold or unfold. */
  fold(id: string): boolean;
  zoom(steps: number): void;
  fit(): void;
  search(): void;
  escape(): void;
}

export class Keyboard {
  constructor(
    private readonly picture: Picture,
    private readonly viewport: HTMLElement,
    private readonly actions: KeyActions,
  ) {
    document.addEventListener("keydown", (event) => this.press(event));
  }

  /** The node that has the keys. */
  get focused(): string | undefined {
    return nodeOf(document.activeElement);
  }

  private press(event: KeyboardEvent): void {
    const { target } = event;
    const command = commandOf(event);
    if (!command || isControl(target, "[popover]") || (isControl(target) && isTyped(event))) return;
    // Nothing has the keys but the picture: they begin at the node that Tab leads to.
    const id = nodeOf(target) ?? (this.isPicture(target) ? nodeOf(this.picture.entrance ?? null) : undefined);
    if (!this.obey(command, id)) return;
    event.preventDefault();
    // The editor would take the key as well: Ctrl+F opens its own search.
    event.stopPropagation();
  }

  /** Whether a command could be done. */
  private obey(command: Command, id: string | undefined): boolean {
    switch (command.kind) {
      case "go": {
        if (id === undefined) return false;
        const next = this.focused === undefined ? id : neighbour(this.picture.boxes, id, command.direction);
        if (next !== undefined) this.actions.focus(next);
        return true;
      }
      case "source":
        if (id === undefined) return false;
        this.actions.source(id);
        return true;
      case "fold":
        return id !== undefined && this.actions.fold(id);
      case "zoom":
        this.actions.zoom(command.steps);
        return true;
      case "fit":
        this.actions.fit();
        return true;
      case "search":
        this.actions.search();
        return true;
      case "escape":
        this.actions.escape();
        return true;
    }
  }

  private isPicture(target: EventTarget | null): boolean {
    return target === document.body || target === this.viewport;
  }
}

/** The node that something of the picture belongs to. */
export function nodeOf(target: EventTarget | null): string | undefined {
  if (!(target instanceof Element)) return undefined;
  return target.closest<SVGGElement>("[data-node]")?.dataset.node;
}

/** A key that a field or a button takes itself. */
function isTyped({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return key !== "Escape" && !ctrlKey && !metaKey;
}

/** Something that has a meaning of its own for keys. */
function isControl(target: EventTarget | null, controls = "input, select, button, [role=separator]"): boolean {
  return target instanceof Element && target.closest(controls) !== null;
}
