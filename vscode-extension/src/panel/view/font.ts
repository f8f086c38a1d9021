// Graphviz reckons with the widths of Helvetica. Where no such font is installed, text is made smaller.

const SAMPLE = "(None, 28, 28, 16)";
/** Of the sample in Helvetica Bold, for a size of 1. */
const WIDTH = 8.17;
const SIZE = 100;
const FAMILY = 'Helvetica, Arial, "Liberation Sans", sans-serif';
const SIZES = /font-size="([\d.]+)"/g;

/** By how much text has to be smaller, at most 1. */
export function fitting(): number {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return 1;
  context.font = `bold ${SIZE}px ${FAMILY}`;
  return Math.min(1, (WIDTH * SIZE) / context.measureText(SAMPLE).width);
}

/** A picture with its text made smaller. */
export function fitted(svg: string, factor: number): string {
  return factor === 1 ? svg : svg.replace(SIZES, (_, size) => `font-size="${(Number(size) * factor).toFixed(2)}"`);
}
