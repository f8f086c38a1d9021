// The worker: Graphviz, from DOT to SVG. Large pictures take a second, in which the page lives on.

import { Graphviz } from "@hpcc-js/wasm-graphviz";

export interface Order {
  readonly number: number;
  readonly dot: string;
}

export type Result =
  | { readonly number: number; readonly svg: string }
  | { readonly number: number; readonly failure: string };

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<Order>) => void;
  postMessage(result: Result): void;
};

const loading = Graphviz.load();

async function draw({ number, dot }: Order): Promise<Result> {
  try {
    return { number, svg: (await loading).dot(dot, "svg") };
  } catch (error) {
    return { number, failure: error instanceof Error ? error.message : String(error) };
  }
}

scope.onmessage = ({ data }) => void draw(data).then((result) => scope.postMessage(result));
