// Has pictures drawn by the worker. What is asked for last is what is drawn next.

import type { Order, Result } from "./drawer";

export class Graphviz {
  private readonly starting: Promise<Worker>;
  private readonly waiting = new Map<number, (result: Result) => void>();
  private last = 0;

  constructor(script: string) {
    this.starting = this.start(script);
  }

  /** The picture as SVG; undefined if another was asked for meanwhile. Rejects if it cannot be drawn. */
  async draw(dot: string): Promise<string | undefined> {
    const number = ++this.last;
    const worker = await this.starting;
    if (number !== this.last) return undefined;
    const result = await new Promise<Result>((resolve) => {
      this.waiting.set(number, resolve);
      worker.postMessage({ number, dot } satisfies Order);
    });
    if ("failure" in result) throw new Error(`the plot could not be drawn: ${result.failure}`);
    return number === this.last ? result.svg : undefined;
  }

  /** A page of the editor may not start a worker from elsewhere, only from a blob of its own. */
  private async start(script: string): Promise<Worker> {
    const response = await fetch(script);
    if (!response.ok) throw new Error(`${script}: ${response.status}`);
    const blob = new Blob([await response.text()], { type: "text/javascript" });
    const worker = new Worker(URL.createObjectURL(blob));
    worker.onmessage = ({ data }: MessageEvent<Result>) => {
      this.waiting.get(data.number)?.(data);
      this.waiting.delete(data.number);
    };
    return worker;
  }
}
