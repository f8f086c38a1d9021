// The legend below the picture: the kinds of layers that are there. A click shows where they are.

import type { Role, Node } from "../../protocol";
import { kindsOf, labelOf } from "./kinds";
import { bandOf } from "./picture";
import { byId } from "../../webview/view/elements";

export class Legend {
  private readonly element = byId("legend");
  private kinds = new Map<Role, readonly string[]>();
  private chosen: Role | undefined;

  /** @param highlight shows these nodes; without any, all alike */
  constructor(private readonly highlight: (ids: readonly string[]) => void) {}

  /** Show the kinds of what is drawn; a kind that was chosen stays so. */
  show(nodes: readonly Node[]): void {
    this.kinds = kindsOf(nodes);
    this.element.hidden = this.kinds.size === 0;
    this.element.replaceChildren(...[...this.kinds].map(([kind, ids]) => this.entry(kind, ids.length)));
    this.choose(this.chosen);
  }

  private choose(kind: Role | undefined): void {
    this.chosen = kind !== undefined && this.kinds.has(kind) ? kind : undefined;
    for (const entry of this.element.querySelectorAll<HTMLElement>("[data-kind]")) {
      entry.setAttribute("aria-pressed", String(entry.dataset.kind === this.chosen));
    }
    this.highlight(this.chosen === undefined ? [] : (this.kinds.get(this.chosen) ?? []));
  }

  private entry(kind: Role, count: number): HTMLElement {
    const entry = document.createElement("button");
    entry.dataset.kind = kind;
    entry.title = "Highlight these layers";
    const number = document.createElement("span");
    number.className = "count";
    number.textContent = String(count);
    entry.append(swatch(), labelOf(kind), number);
    entry.addEventListener("click", () => this.choose(this.chosen === kind ? undefined : kind));
    return entry;
  }
}

function swatch(): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  element.setAttribute("viewBox", "0 0 6 14");
  element.setAttribute("aria-hidden", "true");
  element.append(bandOf({ x: 0, y: 0, width: 6, height: 14 }));
  return element;
}
