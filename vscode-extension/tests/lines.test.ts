import { expect, test } from "vitest";
import type { SummaryAnswer } from "../src/protocol";
import { content, markdown, rowLines } from "../src/summary/lines";
import { summaryRow } from "./nodes";

const TEXT = `Model: "model"
┏━━━━━━━━━━━━━┳━━━━━━┓
┃ Layer       ┃ Out  ┃
┡━━━━━━━━━━━━━╇━━━━━━┩
│ a           │ (2,) │
│   (Dense)   │      │
│ nested      │ (2,) │
│ └ b (Dense) │ (2,) │
└─────────────┴──────┘`;

const ANSWER: SummaryAnswer = {
  uri: "file:///m.py",
  version: 1,
  stale: false,
  staleReason: null,
  model: "model",
  models: [],
  text: TEXT,
  markdown: "**model** (Sequential)\n\n| Layer | Out |",
  changes: { save: null, head: null },
  columns: [],
  totals: [],
  notes: [],
  rows: [
    summaryRow("layer.a", { line: 4 }),
    summaryRow("layer.nested", { line: 6 }),
    summaryRow("layer.nested.b", { line: 7 }),
    summaryRow("layer.nested.cut", { line: null }),
  ],
};

const places = (answer: SummaryAnswer) =>
  rowLines(answer).map(({ line, start, end, row }) => [line, start, end, row.name]);

const CHANGED = "The text has changed.";

test("each row's first line leads to its layer, nested ones too", () => {
  expect(places(ANSWER)).toEqual([
    [4, 2, 3, "a"],
    [6, 2, 8, "nested"],
    [7, 4, 13, "nested.b"],
  ]);
});

test("a note above the table moves the rows down", () => {
  const stale = { ...ANSWER, stale: true, staleReason: CHANGED };
  const [first] = places(stale);
  expect(first).toEqual([6, 2, 3, "a"]);
  expect(content(stale).split("\n")[6]).toBe("│ a           │ (2,) │");
});

test("rows that the table does not have lead nowhere", () => {
  expect(rowLines({ ...ANSWER, text: "Model" })).toEqual([]);
});

test("what is copied is Markdown, and says so if it is out of date", () => {
  expect(markdown(ANSWER)).toBe("**model** (Sequential)\n\n| Layer | Out |\n");
  expect(markdown({ ...ANSWER, stale: true, staleReason: CHANGED })).toBe(
    "The text has changed.\n\n**model** (Sequential)\n\n| Layer | Out |\n",
  );
});
