import { expect, test } from "vitest";
import { Queue } from "../src/queue";

test("work is done one after the other", async () => {
  const queue = new Queue();
  const done: string[] = [];
  await new Promise<void>((begun) => {
    void queue.add(async () => {
      begun();
      await Promise.resolve();
      done.push("first");
    });
  });
  await queue.add(() => Promise.resolve(void done.push("second")));
  expect(done).toEqual(["first", "second"]);
});

test("what has not begun is replaced by what is asked for later", async () => {
  const queue = new Queue();
  const done: number[] = [];
  await Promise.all([1, 2, 3].map((number) => queue.add(() => Promise.resolve(void done.push(number)))));
  expect(done).toEqual([3]);
});

test("a failure is told to who asked, and does not stop the rest", async () => {
  const queue = new Queue();
  await expect(queue.add(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  let went = false;
  await queue.add(() => Promise.resolve(void (went = true)));
  expect(went).toBe(true);
});
