// What the editor's hover says of a layer, beside what is under the pointer.

import MarkdownIt from "markdown-it";
import type { Item } from "../../protocol";
import { count } from "../../wording";
import { shape } from "./wording";

/** A layer, and what happened to it if that is known. */
type About = Item & { readonly change?: string };

const DELAY = 250;
const GAP = 12;
// No HTML of others, no links: what is said may quote the program.
const markdown = new MarkdownIt({ html: false, linkify: false }).disable(["link", "image", "autolink"]);

export class Hover {
  private over: string | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly element: HTMLElement,
    private readonly ask: (id: string) => void,
  ) {}

  /** The pointer rests on a layer. */
  enter(id: string): void {
    if (id === this.over) return;
    this.leave();
    this.over = id;
    this.timer = setTimeout(() => this.ask(id), DELAY);
  }

  /** It does no longer. */
  leave(): void {
    clearTimeout(this.timer);
    this.over = undefined;
    this.element.hidden = true;
  }

  /** Show the answer, unless the pointer has gone; without one, what the page knows itself. */
  show(node: About, text: string, beside: DOMRect): void {
    if (node.id !== this.over) return;
    const change = node.change ? `*${node.change}*\n\n` : "";
    this.element.innerHTML = markdown.render(change + (text || plain(node)));
    this.element.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const { x, y } = place(beside, width, height);
    this.element.style.left = `${x}px`;
    this.element.style.top = `${y}px`;
  }
}

/** To the right or left of a layer, else below or above it: it is not to be covered. */
function place({ left, right, top, bottom }: DOMRect, width: number, height: number): Pick<DOMRect, "x" | "y"> {
  const y = Math.max(GAP, Math.min(top, innerHeight - height - GAP));
  if (right + GAP + width <= innerWidth) return { x: right + GAP, y };
  if (left - GAP - width >= 0) return { x: left - GAP - width, y };
  const x = Math.max(GAP, Math.min(left, innerWidth - width - GAP));
  const below = bottom + GAP;
  return { x, y: below + height <= innerHeight ? below : Math.max(0, top - GAP - height) };
}

function plain(node: About): string {
  const rows = [`**${node.name} · ${node.class}**`];
  if (node.error) rows.push(node.error);
  if (node.outputShapes.length > 0) rows.push(`output: \`${node.outputShapes.map(shape).join(", ")}\``);
  if (node.params !== null) rows.push(count(node.params, "param"));
  return rows.join("\n\n");
}
