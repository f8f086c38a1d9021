// The picture as the content of a file or of the clipboard: as Graphviz drew it, in the colours of Keras.

import type { ExportFormat } from "../messages";
import { fitted, fitting } from "./font";
import type { Size } from "./geometry";

/** What a canvas can be at most: in either direction, and in all. */
const LONGEST = 65_535;
const LARGEST = 16_384 * 16_384;

/** Text; of a PNG, in base 64. */
export async function exported(format: ExportFormat, dot: string, svg: string, scale: number): Promise<string> {
  switch (format) {
    case "dot":
      return dot;
    case "svg":
      return svg;
    case "png": {
      const url = (await drawn(svg, scale)).toDataURL("image/png");
      return url.slice(url.indexOf(",") + 1);
    }
  }
}

/** Put the picture into the clipboard. */
export async function copy(format: "svg" | "png", svg: string, scale: number): Promise<void> {
  if (format === "svg") return navigator.clipboard.writeText(svg);
  const canvas = await drawn(svg, scale);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("this editor cannot make a PNG of this size; choose a smaller scale");
  await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
}

/** Why there can be no PNG of this size; empty if there can be. */
export function tooLarge({ width, height }: Size, scale: number): string {
  if (Math.max(width, height) <= LONGEST && width * height <= LARGEST) return "";
  const size = [width, height].map((length) => length.toLocaleString("en-US")).join(" × ");
  const remedy = scale > 1 ? "choose a smaller scale, or save an SVG" : "save an SVG, or fold some layers";
  return `a PNG at ${scale}× would have ${size} pixels, more than can be drawn here; ${remedy}`;
}

async function drawn(svg: string, scale: number): Promise<HTMLCanvasElement> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(fitted(svg, fitting()))}`;
  await image.decode();
  const size = { width: Math.ceil(image.naturalWidth * scale), height: Math.ceil(image.naturalHeight * scale) };
  const refused = tooLarge(size, scale);
  if (refused !== "") throw new Error(refused);
  const canvas = document.createElement("canvas");
  Object.assign(canvas, size);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this editor cannot draw a PNG; save an SVG instead");
  context.drawImage(image, 0, 0, size.width, size.height);
  return canvas;
}
