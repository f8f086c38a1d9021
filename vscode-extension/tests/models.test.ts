import { expect, test } from "vitest";
import { about, isOfKeras, short } from "../src/models/wording";
import type { ListedModel } from "../src/protocol";

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
  failing: 0,
};

test("a model's class, size and cost are told, as far as they are known", () => {
  expect(about(MODEL)).toBe("Sequential · 19,466 params · 4.9M FLOPs");
  expect(about({ ...MODEL, params: 1, flops: null })).toBe("Sequential · 1 param");
  expect(about({ ...MODEL, params: null, flops: 0, failing: 1 })).toBe("Sequential · 1 layer fails");
  expect(about({ ...MODEL, params: null, flops: null, failing: 2, nested: true })).toBe("Sequential · 2 layers fail · nested");
});

test("counts are short", () => {
  expect([999, 1000, 1_234_567, 123_456_789, 8e12].map(short)).toEqual(["999", "1.0K", "1.2M", "123M", "8.0T"]);
});

test("a file of Keras imports it", () => {
  expect(["import keras\n", "x = 1\nfrom tensorflow import keras", "    import keras.layers"].map(isOfKeras)).toEqual([true, true, true]);
  expect(["import kerasy", "# import keras", "s = 'import keras'", ""].map(isOfKeras)).toEqual([false, false, false, false]);
});
