// Numbers in sentences.

/** `1 model`, `2 models`, `19,466 params`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString("en-US")} ${noun}${number === 1 ? "" : "s"}`;
}
