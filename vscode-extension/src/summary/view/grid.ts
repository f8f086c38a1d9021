// The table: its head, and a row for each layer. Knows what it shows, not what is done with it.

import { byId } from "../../webview/view/elements";
import type { Column, SummaryRow } from "../../protocol";
import type { Listed, Sort } from "./order";

const PAGE = 10;
/** Between the shapes of several outputs. */
const SHAPES = /(?<=\),) /;
const LONG = 26;

export class Grid {
  private readonly table = byId("table");
  private readonly scroll = byId("scroll");
  private readonly head = byId("head");
  private readonly body = byId("rows");
  private elements = new Map<string, HTMLTableRowElement>();
  private ids: readonly string[] = [];
  /** The row that Tab leads to. */
  private entrance: string | undefined;

  constructor(private readonly sort: (column: number) => void) {}

  get listed(): readonly string[] {
    return this.ids;
  }

  /** The row that has the keys. */
  get focused(): string | undefined {
    return idOf(document.activeElement);
  }

  /** The row that has the keys, or gets them first. */
  get current(): string | undefined {
    return this.focused ?? this.entrance;
  }

  /** Take the rows of a summary; `list` says which of them are shown. */
  take(columns: readonly Column[], rows: readonly SummaryRow[]): void {
    const cells = columns.map((column, index) => this.heading(column, index));
    const row = made("tr");
    row.append(...cells);
    this.head.replaceChildren(row);
    this.table.classList.toggle("nested", rows.some(({ children }) => children > 0));
    this.elements = new Map(rows.map((each) => [each.id, element(columns, each)]));
  }

  list(listed: readonly Listed[], words: readonly string[], sort: Sort | undefined): void {
    const before = this.focused;
    const flat = sort !== undefined;
    this.table.hidden = false;
    this.table.setAttribute("aria-rowcount", String(listed.length + 1));
    this.table.classList.toggle("flat", flat);
    this.head.querySelectorAll("th").forEach((cell, column) => {
      const order = sort?.column !== column ? "none" : sort.down ? "descending" : "ascending";
      cell.setAttribute("aria-sort", order);
    });
    const rows = listed.flatMap((each, index) => {
      const found = this.elements.get(each.row.id);
      if (found) arrange(found, each, { index, flat, words });
      return found ?? [];
    });
    this.ids = listed.map(({ row }) => row.id);
    this.body.replaceChildren(...rows);
    this.reachable(before ?? this.entrance);
    if (before !== undefined && document.hasFocus()) this.elements.get(this.entrance ?? "")?.focus({ preventScroll: true });
  }

  /** Mark the rows at which the cursor stands, and bring the first one in sight. */
  light(ids: readonly string[], { reveal = true } = {}): void {
    for (const [id, row] of this.elements) {
      row.classList.toggle("lit", ids.includes(id));
      row.setAttribute("aria-selected", String(ids.includes(id)));
    }
    const [first] = ids;
    if (first !== undefined && reveal) this.reveal(first);
  }

  focus(id: string | undefined): void {
    this.reachable(id);
    this.elements.get(this.entrance ?? "")?.focus({ preventScroll: true });
    if (this.entrance !== undefined) this.reveal(this.entrance);
  }

  /** The row that a way leads to from the current one. */
  neighbour(way: "up" | "down" | "first" | "last" | "pageUp" | "pageDown"): string | undefined {
    const last = this.ids.length - 1;
    const at = this.focused === undefined ? -1 : this.ids.indexOf(this.focused);
    const to = { up: at - 1, down: at + 1, first: 0, last, pageUp: at - PAGE, pageDown: at + PAGE }[way];
    return this.ids[Math.max(0, Math.min(last, to))];
  }

  box(id: string): DOMRect | undefined {
    return this.elements.get(id)?.getBoundingClientRect();
  }

  private reveal(id: string): void {
    const row = this.elements.get(id);
    if (!row?.isConnected) return;
    const { top, bottom } = row.getBoundingClientRect();
    const room = this.scroll.getBoundingClientRect();
    const above = room.top + this.head.offsetHeight - top;
    const below = bottom - room.bottom;
    if (above > 0) this.scroll.scrollTop -= above;
    else if (below > 0) this.scroll.scrollTop += below;
  }

  private reachable(id: string | undefined): void {
    this.entrance = id !== undefined && this.ids.includes(id) ? id : this.ids[0];
    for (const each of this.ids) {
      const row = this.elements.get(each);
      if (row) row.tabIndex = each === this.entrance ? 0 : -1;
    }
  }

  private heading({ key, title, align }: Column, index: number): HTMLElement {
    const cell = made("th", `of-${key} ${align}`);
    cell.setAttribute("role", "columnheader");
    cell.setAttribute("scope", "col");
    const button = made("button", undefined, title);
    button.title = `Sort by ${title}`;
    button.addEventListener("click", () => this.sort(index));
    cell.append(button);
    return cell;
  }
}

/** The row that something in the page belongs to. */
export function idOf(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>("tr[data-row]")?.dataset.row : undefined;
}

function element(columns: readonly Column[], row: SummaryRow): HTMLTableRowElement {
  const found = made("tr") as HTMLTableRowElement;
  found.dataset.row = row.id;
  found.setAttribute("role", "row");
  found.setAttribute("aria-selected", "false");
  found.style.setProperty("--depth", String(row.depth));
  found.style.setProperty("--share", `${100 * row.share}%`);
  const severity = severityOf(row);
  if (severity !== undefined) found.classList.add(severity);
  found.append(...columns.map((column, index) => cell(column, row, index)));
  return found;
}

function cell({ key, align }: Column, row: SummaryRow, index: number): HTMLElement {
  const found = made("td", `of-${key} ${align}`);
  found.setAttribute("role", "gridcell");
  const text = row.cells[index]?.text ?? "";
  switch (key) {
    case "name":
      found.append(name(row), ...row.problems.map(problem));
      break;
    case "params":
      found.append(made("span", "figure", text));
      if (row.frozen) found.append(frozen());
      break;
    case "share":
      found.append(made("span", "bar"), made("span", "figure", text));
      break;
    case "output":
      found.append(...text.split(SHAPES).flatMap((shape, at) => [at > 0 ? " " : "", made("span", shape.length > LONG ? "sought" : "sought short", shape)]));
      break;
    default:
      found.textContent = text;
  }
  return found;
}

function name(row: SummaryRow): HTMLElement {
  const line = made("div", "line");
  const twisty = made("span", row.children > 0 ? "twisty" : "twisty none");
  twisty.setAttribute("aria-hidden", "true");
  const text = made("span", "text");
  const around = row.path.slice(0, -1).join(" / ");
  if (around !== "") text.append(made("span", "path", `${around} / `));
  text.append(made("span", "name sought", row.name), " ", made("span", "class sought", row.class));
  line.append(twisty, text);
  return line;
}

function frozen(): HTMLElement {
  const mark = made("span", "frozen", " *");
  mark.title = "frozen: training does not change it";
  return mark;
}

function problem({ severity, code, message }: SummaryRow["problems"][number]): HTMLElement {
  const found = made("div", `told ${severity}`);
  found.append(made("strong", undefined, code ?? severity), ` ${message.replaceAll("`", "")}`);
  found.title = message;
  return found;
}

const SEVERITIES = ["error", "warning", "information", "hint"] as const;

/** The worst of what is wrong with a layer. */
export function severityOf({ problems }: SummaryRow): (typeof SEVERITIES)[number] | undefined {
  return SEVERITIES.find((severity) => problems.some((each) => each.severity === severity));
}

function arrange(
  found: HTMLTableRowElement,
  { row, folded, around }: Listed,
  { index, flat, words }: { readonly index: number; readonly flat: boolean; readonly words: readonly string[] },
): void {
  found.setAttribute("aria-rowindex", String(index + 2));
  found.setAttribute("aria-level", String(flat ? 1 : row.depth + 1));
  found.classList.toggle("around", around);
  if (row.children > 0) found.setAttribute("aria-expanded", String(!folded));
  for (const text of found.querySelectorAll<HTMLElement>(".sought")) mark(text, words);
}

/** Mark where words stand in a text. */
function mark(element: HTMLElement, words: readonly string[]): void {
  const text = element.textContent;
  if (words.length === 0 && element.childElementCount === 0) return;
  const pattern = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|");
  const pieces = pattern === "" ? [text] : text.split(new RegExp(`(${pattern})`, "i"));
  element.replaceChildren(...pieces.map((piece, at) => (at % 2 ? made("mark", undefined, piece) : piece)));
}

function made(tag: string, className?: string, text?: string): HTMLElement {
  const found = document.createElement(tag);
  if (className !== undefined) found.className = className;
  if (text !== undefined) found.textContent = text;
  return found;
}
