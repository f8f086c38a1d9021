// Between the picture and the details: how much room each has.

const LEAST = 0.2;
const MOST = 0.7;
const STEP = 0.05;
const FIRST = 0.36;

export class Splitter {
  private part = FIRST;

  /**
   * @param element what is dragged
   * @param room what is divided: side by side if it is wide, else one above the other
   * @param changed the user has divided it anew
   */
  constructor(
    private readonly element: HTMLElement,
    private readonly room: HTMLElement,
    private readonly changed: () => void,
  ) {
    element.addEventListener("pointerdown", (event) => element.setPointerCapture(event.pointerId));
    element.addEventListener("pointermove", (event) => {
      if (element.hasPointerCapture(event.pointerId)) this.divide(this.partAt(event));
    });
    element.addEventListener("keydown", (event) => {
      const more = event.key === "ArrowLeft" || event.key === "ArrowUp";
      if (!more && event.key !== "ArrowRight" && event.key !== "ArrowDown") return;
      event.preventDefault();
      this.divide(this.part + (more ? STEP : -STEP));
    });
    this.share = FIRST;
  }

  /** The part of the details, from 0 to 1. */
  get share(): number {
    return this.part;
  }

  set share(share: number) {
    this.part = Math.min(MOST, Math.max(LEAST, share));
    this.room.style.setProperty("--details", `${100 * this.part}%`);
    this.element.setAttribute("aria-valuenow", String(Math.round(100 * this.part)));
  }

  private divide(share: number): void {
    this.share = share;
    this.changed();
  }

  private partAt({ clientX, clientY }: PointerEvent): number {
    const { left, right, top, bottom } = this.room.getBoundingClientRect();
    const isWide = getComputedStyle(this.room).flexDirection === "row";
    return isWide ? (right - clientX) / (right - left) : (bottom - clientY) / (bottom - top);
  }
}
