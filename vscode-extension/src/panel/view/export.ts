// The picture as the content of a file: as Graphviz drew it, in the colours of Keras.

import type { ExportFormat } from "../messages";
import { fitted, fitting } from "./font";

/** What a canvas can be at most, in either direction. */
const LARGEST = 16_000;
const SHARPNESS = 2;

/** Text; of a PNG, in base 64. */
export async function exported(format: ExportFormat, dot: string, svg: string): Promise<string> {
  switch (format) {
    case "dot":
      return dot;
    case "svg":
      return svg;
    case "png":
      return png(fitted(svg, fitting()));
  }
}

async function png(svg: string): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const scale = Math.min(SHARPNESS, LARGEST / width, LARGEST / height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this editor cannot draw a PNG; export SVG instead");
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const url = canvas.toDataURL("image/png");
  return url.slice(url.indexOf(",") + 1);
}
