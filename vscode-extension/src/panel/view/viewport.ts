// Panning and zooming by mouse, wheel and buttons.

import { type Camera, type Point, type Size, zoom } from "./geometry";

const STEP = 1.25;
const TURN = 0.01;
const LARGEST_TURN = 40;
/** A press that moves less than this is a click. */
const CLICK = 4;

export class Viewport {
  private seenFrom: Camera = { x: 0, y: 0, scale: 1 };
  private pressed: { readonly at: Point; readonly from: Camera; moved: boolean } | undefined;

  /**
   * @param element what is seen through
   * @param world what is moved
   * @param changed the user has moved it
   * @param seen it is seen from elsewhere, by the user's doing or not
   */
  constructor(
    private readonly element: HTMLElement,
    private readonly world: SVGGElement,
    private readonly changed: () => void,
    private readonly seen: (camera: Camera) => void,
  ) {
    element.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    element.addEventListener("pointerdown", (event) => this.press(event));
    element.addEventListener("pointermove", (event) => this.drag(event));
    element.addEventListener("pointerup", () => this.release());
    element.addEventListener("pointercancel", () => this.release());
    // What ends a drag is no click on what it ends over.
    element.addEventListener(
      "click",
      (event) => {
        if (this.pressed?.moved) event.stopPropagation();
        this.pressed = undefined;
      },
      { capture: true },
    );
  }

  get camera(): Camera {
    return this.seenFrom;
  }

  set camera(camera: Camera) {
    this.seenFrom = camera;
    this.world.setAttribute("transform", `translate(${camera.x} ${camera.y}) scale(${camera.scale})`);
    this.seen(camera);
  }

  get screen(): Size {
    return { width: this.element.clientWidth, height: this.element.clientHeight };
  }

  /** One step nearer, or farther if negative. */
  step(steps: number): void {
    const { width, height } = this.screen;
    this.move(zoom(this.seenFrom, { x: width / 2, y: height / 2 }, STEP ** steps));
  }

  /** The wheel scrolls, as everywhere; with Ctrl or Cmd, or by a pinch, it zooms. */
  private wheel(event: WheelEvent): void {
    event.preventDefault();
    const { x, y, scale } = this.seenFrom;
    if (event.ctrlKey || event.metaKey) {
      const { left, top } = this.element.getBoundingClientRect();
      const turn = Math.max(-LARGEST_TURN, Math.min(LARGEST_TURN, event.deltaY));
      this.move(zoom(this.seenFrom, { x: event.clientX - left, y: event.clientY - top }, Math.exp(-turn * TURN)));
    } else if (event.shiftKey && event.deltaX === 0) {
      this.move({ scale, x: x - event.deltaY, y });
    } else {
      this.move({ scale, x: x - event.deltaX, y: y - event.deltaY });
    }
  }

  private press(event: PointerEvent): void {
    if (event.button > 1) return;
    this.pressed = { at: { x: event.clientX, y: event.clientY }, from: this.seenFrom, moved: false };
  }

  private drag(event: PointerEvent): void {
    const { pressed } = this;
    if (!pressed || event.buttons === 0) return;
    const [x, y] = [event.clientX - pressed.at.x, event.clientY - pressed.at.y];
    if (!pressed.moved && Math.hypot(x, y) < CLICK) return;
    if (!pressed.moved) this.element.setPointerCapture(event.pointerId);
    pressed.moved = true;
    this.element.classList.add("dragged");
    this.move({ scale: pressed.from.scale, x: pressed.from.x + x, y: pressed.from.y + y });
  }

  private release(): void {
    this.element.classList.remove("dragged");
  }

  private move(camera: Camera): void {
    this.camera = camera;
    this.changed();
  }
}
