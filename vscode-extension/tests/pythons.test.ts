import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isNewEnough, suitable, versionOf } from "../src/pythons";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pythons-"));
});

afterEach(() => rmSync(directory, { recursive: true }));

function program(name: string, script: string): string {
  const file = join(directory, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

test("3.10 is the oldest that will do", () => {
  expect(["3.10.0", "3.14.2", "4.0.0"].every(isNewEnough)).toBe(true);
  expect(["3.9.19", "2.7.18", "0"].some(isNewEnough)).toBe(false);
});

test("a Python tells its version", async () => {
  expect(await versionOf(program("python3", "echo 3.12.1"))).toBe("3.12.1");
});

test("what cannot be started says why", async () => {
  await expect(versionOf(program("python3", "echo broken >&2; exit 1"))).rejects.toThrow("broken");
  await expect(versionOf(join(directory, "none"))).rejects.toThrow("ENOENT");
});

test("of those on PATH, one that is new enough is found", async () => {
  program("python3", "echo 3.8.2");
  const newer = program("python3.12", "echo 3.12.1");
  expect(await suitable(directory)).toEqual([newer, "3.12.1"]);
});

test("there may be none", async () => {
  program("python3", "echo 2.7.18");
  expect(await suitable(directory)).toBeUndefined();
});
