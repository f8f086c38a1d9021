// The details of the selected layer, beside the picture or below it.

import type { LayerAnswer, LayerProblem, Node } from "../../protocol";
import { known, nodesOf, pieces, type Section, sections } from "./facts";
import { byId } from "../../webview/view/elements";
import { shape } from "../../webview/view/wording";

export interface SideActions {
  describe(id: string): void;
  goTo(id: string): void;
  goToCall(id: string): void;
  /** Select another node. */
  choose(id: string): void;
  fix(id: string, problem: number, fix: number): void;
  /** It was opened or closed; the picture has less or more room. */
  toggled(): void;
  closed(): void;
}

const NOTHING = "Click a layer, or choose one with the arrow keys and Enter, to see what is known of it.";

export class Side {
  private readonly element = byId("side");
  private readonly splitter = byId("splitter");
  private readonly heading = byId("sideTitle");
  private readonly body = byId("sideBody");
  private nodes: readonly Node[] = [];
  private node: Node | undefined;

  constructor(private readonly actions: SideActions) {
    byId("closeSide").addEventListener("click", () => this.close());
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  /** Show a node, and ask for what the picture does not know. */
  open(node: Node | undefined, nodes: readonly Node[]): void {
    this.nodes = nodes;
    if (!this.isOpen) {
      this.element.hidden = this.splitter.hidden = false;
      this.actions.toggled();
    }
    const same = node !== undefined && node.id === this.node?.id;
    this.node = node;
    if (!node) {
      this.say("Details", NOTHING);
      return;
    }
    // What is told of the same node already stays until there is something newer.
    if (!same) {
      this.element.scrollTop = 0;
      this.fill(node, known(node), undefined);
    }
    // What is no layer itself, or none any more, the server knows nothing more of.
    if (node.repeats === undefined && node.change !== "removed") this.actions.describe(node.id);
  }

  /** The node that was shown is not in the model any more. */
  gone(name: string): void {
    this.node = undefined;
    this.say(name, "This layer is not in the model any more.");
  }

  close(): void {
    if (!this.isOpen) return;
    this.element.hidden = this.splitter.hidden = true;
    this.actions.toggled();
    this.actions.closed();
  }

  focus(): void {
    this.element.focus({ preventScroll: true });
  }

  show(id: string, details: LayerAnswer | { readonly reason: string }): void {
    if (this.node?.id !== id) return;
    if ("reason" in details) {
      this.fill(this.node, known(this.node), undefined);
      this.body.append(made("p", "note", details.reason));
    } else this.fill(this.node, sections(details), details);
  }

  /** Quick fixes, each below its problem. */
  offer(id: string, fixes: readonly (readonly string[])[]): void {
    if (this.node?.id !== id) return;
    const problems = this.body.querySelectorAll(".problem");
    fixes.forEach((titles, problem) => {
      const offered = titles.map((title, fix) => button(title, () => this.actions.fix(id, problem, fix)));
      problems[problem]?.append(...offered);
    });
  }

  private say(title: string, text: string): void {
    this.heading.textContent = title;
    this.body.replaceChildren(made("p", "note", text));
  }

  private fill(node: Node, told: readonly Section[], details: LayerAnswer | undefined): void {
    this.heading.replaceChildren(made("span", "name", node.name), " ", classOf(node, details?.page));
    const around = node.path.slice(0, -1);
    this.body.replaceChildren(
      ...(around.length > 0 ? [made("p", "path", `in ${around.join(" / ")}`)] : []),
      this.ways(node),
      ...(details?.problems ?? this.failure(node)).map(problem),
      ...told.map(facts),
      ...(details ? this.links("Inputs", nodesOf(details.inbound, this.nodes)) : []),
      ...(details ? this.links("Outputs", nodesOf(details.outbound, this.nodes)) : []),
      ...(node.repeats === undefined ? [] : this.links("Layers", this.nodes.filter(({ parent }) => parent === node.id))),
    );
  }

  private failure({ error, uri, range }: Node): LayerProblem[] {
    return error === undefined ? [] : [{ severity: "error", code: null, message: error, uri, range }];
  }

  /** To where the layer was made, and to where it is called if that is another place. */
  private ways({ id, called, change }: Node): HTMLElement {
    const ways = made("div", "ways");
    if (change === "removed") return made("p", "note", "This layer was removed.");
    if (called) ways.append(button("Go to call", () => this.actions.goToCall(id)));
    ways.append(button(called ? "Go to definition" : "Go to source", () => this.actions.goTo(id)));
    return ways;
  }

  private links(title: string, found: readonly Node[]): HTMLElement[] {
    if (found.length === 0) return [];
    const list = made("ul", "links");
    for (const node of found) {
      const item = made("li");
      const link = button(node.name, () => this.actions.choose(node.id));
      link.className = "link";
      link.dataset.link = node.id;
      item.append(link, " ", made("span", "about", [node.class, ...node.outputShapes.map(shape)].join(" ")));
      list.append(item);
    }
    return [section(title, list)];
  }
}

/** The class of a layer, which leads to its page on keras.io if it has one. */
function classOf(node: Node, page: string | null | undefined): HTMLElement {
  if (page == null) return made("span", "class", node.class);
  const link = document.createElement("a");
  link.className = "class";
  link.textContent = node.class;
  link.href = page;
  link.title = page;
  return link;
}

function facts({ title, rows }: Section): HTMLElement {
  const list = made("dl");
  let before = "";
  for (const [key, value] of rows) {
    // A title that stands above already is not said again.
    list.append(made("dt", undefined, key === before ? "" : key), made("dd", undefined, value));
    before = key;
  }
  return section(title, list);
}

function section(title: string, content: HTMLElement): HTMLElement {
  const element = made("section");
  element.append(made("h3", undefined, title), content);
  return element;
}

function problem({ severity, code, message }: LayerProblem): HTMLElement {
  const element = made("div", `problem ${severity}`);
  const text = made("p");
  text.append(...coded(message));
  element.append(made("strong", undefined, code === null ? severity : `${severity} ${code}`), text);
  return element;
}

/** A text with what stands between backticks as code. */
function coded(text: string): (HTMLElement | string)[] {
  return pieces(text).map((piece, index) => (index % 2 ? made("code", undefined, piece) : piece));
}

function button(text: string, act: () => void): HTMLButtonElement {
  const element = document.createElement("button");
  element.append(...coded(text));
  element.addEventListener("click", act);
  return element;
}

function made(name: string, className?: string, text?: string): HTMLElement {
  const element = document.createElement(name);
  if (className !== undefined) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}
