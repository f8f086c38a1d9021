// Elements of the page of any panel.

/** An element of the page, which is not complete without it. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no ${id}`);
  return element;
}

/** Put what a button opens below it. */
export function below(button: HTMLElement, popover: HTMLElement): void {
  const { bottom, right } = button.getBoundingClientRect();
  popover.style.top = `${bottom + 4}px`;
  popover.style.left = `${Math.max(4, right - popover.offsetWidth)}px`;
}

/** Say why what is shown is not that of the text; nothing if it is. */
export function outdated(reason: string): void {
  const element = byId("outdated");
  element.textContent = reason;
  element.hidden = reason === "";
  document.body.classList.toggle("outdated", reason !== "");
}
