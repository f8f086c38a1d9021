// The search: a field, and below it what was found.

import type { Node } from "../../protocol";
import { byId } from "../../webview/view/elements";
import { shape } from "../../webview/view/wording";

export interface FinderActions {
  /** Mark what is found by a text, and say what that is. */
  find(text: string): readonly Node[];
  /** Show a node; the keys go there, too, if they are to leave the field. */
  choose(id: string, leave: boolean): void;
  leave(): void;
}

/** More are counted, and not listed. */
const MOST = 40;

export class Finder {
  private readonly field = byId("search") as HTMLInputElement;
  private readonly list = byId("hits");
  private found: readonly Node[] = [];
  private active = 0;
  private chosen = false;

  constructor(private readonly actions: FinderActions) {
    this.field.addEventListener("input", () => this.search());
    this.field.addEventListener("keydown", (event) => this.press(event));
    this.field.addEventListener("focus", () => this.toggle(!this.chosen));
    this.field.addEventListener("blur", () => this.toggle(false));
    // The field keeps the keys until the click is done.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => {
      const hit = target instanceof Element ? target.closest<HTMLElement>("[data-hit]") : null;
      if (hit) this.choose(Number(hit.dataset.hit), true);
    });
  }

  /** What stands in the field. */
  get sought(): string {
    return this.field.value;
  }

  set sought(text: string) {
    this.field.value = text;
    this.search({ quietly: true });
  }

  focus(): void {
    this.field.focus();
    this.field.select();
  }

  /** Find again: there is another picture. */
  again(): void {
    const { active } = this;
    this.found = this.actions.find(this.sought);
    this.active = Math.min(active, Math.max(0, this.found.length - 1));
    this.fill();
  }

  private search({ quietly = false } = {}): void {
    this.found = this.actions.find(this.sought);
    this.active = 0;
    this.chosen = false;
    this.fill();
    this.toggle(!quietly);
  }

  private press(event: KeyboardEvent): void {
    const { length } = this.found;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp":
        this.chosen = false;
        if (length > 0) this.activate(this.active + (event.key === "ArrowDown" ? 1 : -1));
        this.toggle(true);
        break;
      case "Enter":
        // Once more means the next one.
        if (this.chosen) this.active = (this.active + (event.shiftKey ? -1 : 1) + length) % (length || 1);
        this.choose(this.active, false);
        break;
      case "Escape":
        if (this.sought === "") this.actions.leave();
        else this.sought = "";
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private choose(index: number, leave: boolean): void {
    const hit = this.found[index];
    if (!hit) return;
    this.chosen = true;
    this.activate(index);
    this.toggle(false);
    this.actions.choose(hit.id, leave);
    if (!leave) this.field.focus();
  }

  private activate(index: number): void {
    const listed = Math.min(MOST, this.found.length);
    // Beyond those that are listed only Enter goes on.
    this.active = this.chosen ? index : (index + listed) % listed;
    for (const option of this.list.querySelectorAll("[data-hit]")) {
      const isActive = option.id === `hit${this.active}`;
      option.setAttribute("aria-selected", String(isActive));
      if (isActive) option.scrollIntoView({ block: "nearest" });
    }
    this.field.setAttribute("aria-activedescendant", `hit${this.active}`);
    this.count();
  }

  private count(): void {
    const { length } = this.found;
    const text = this.chosen && length > 0 ? `${this.active + 1}/${length}` : String(length);
    byId("found").textContent = this.sought === "" ? "" : text;
  }

  private fill(): void {
    const options = this.found.slice(0, MOST).map((node, index) => option(node, index));
    const more = this.found.length - options.length;
    if (more > 0) options.push(line("more", `… and ${more} more; type more to find fewer`));
    if (this.found.length === 0) options.push(line("more", "No layer has this name, class or shape."));
    this.list.replaceChildren(...options);
    if (this.found.length > 0) this.activate(this.active);
    else this.count();
  }

  private toggle(open: boolean): void {
    const shown = open && this.sought !== "" && document.activeElement === this.field;
    this.list.hidden = !shown;
    this.field.setAttribute("aria-expanded", String(shown));
  }
}

function option({ name, class: kind, outputShapes, path, error }: Node, index: number): HTMLElement {
  const element = line("hit", "");
  element.id = `hit${index}`;
  element.dataset.hit = String(index);
  element.setAttribute("role", "option");
  element.classList.toggle("failed", error !== undefined);
  const about = [kind, ...outputShapes.map(shape)].join(" ");
  element.append(line("name", name), line("about", about));
  if (path.length > 1) element.append(line("about", `in ${path.slice(0, -1).join(" / ")}`));
  return element;
}

function line(className: string, text: string): HTMLElement {
  const element = document.createElement("div");
  element.className = className;
  element.textContent = text;
  return element;
}
