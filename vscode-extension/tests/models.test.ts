import { expect, test } from "vitest";
import { about, isOfKeras } from "../src/models/wording";
import type { ListedModel } from "../src/protocol";
import { count } from "../src/wording";

const MODEL: ListedModel = {
  id: "sequential",
  name: "model",
  class: "Sequential",
  nested: false,
  uri: null,
  range: null,
  layers: 5,
  params: 19466,
  flops: 4909992,
  costs: ["19,466 params", "4.9M FLOPs"],
  failing: 0,
};

test("a model's class, costs and state are told", () => {
  expect(about(MODEL)).toBe("Sequential · 19,466 params · 4.9M FLOPs");
  expect(about({ ...MODEL, costs: ["1 param"] })).toBe("Sequential · 1 param");
  expect(about({ ...MODEL, costs: [], failing: 1 })).toBe("Sequential · 1 layer fails");
  expect(about({ ...MODEL, costs: [], failing: 2, nested: true })).toBe("Sequential · 2 layers fail · nested");
});

test("numbers are grouped, and one is one", () => {
  expect([count(0, "model"), count(1, "model"), count(19466, "param")]).toEqual(["0 models", "1 model", "19,466 params"]);
});

test("a file of Keras imports it", () => {
  expect(["import keras\n", "x = 1\nfrom tensorflow import keras", "    import keras.layers"].map(isOfKeras)).toEqual([true, true, true]);
  expect(["import kerasy", "# import keras", "s = 'import keras'", ""].map(isOfKeras)).toEqual([false, false, false, false]);
});
