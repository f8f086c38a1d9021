import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { inFolder, installCommand, ofConda } from "../src/environments";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "environments-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, text = ""): string {
  const file = join(folder, name);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, text);
  return file;
}

test("an environment of the folder is found, one with Keras first", async () => {
  put(".venv/pyvenv.cfg");
  const plain = put(".venv/bin/python");
  put("venv/pyvenv.cfg");
  const withKeras = put("venv/bin/python");
  put("venv/lib/python3.12/site-packages/keras/__init__.py");
  // No environment: a folder of the program's own.
  put("env/bin/python");
  expect(await inFolder(folder)).toEqual([
    { executable: withKeras, hasKeras: true },
    { executable: plain, hasKeras: false },
  ]);
});

test("on Windows they are laid out in another way", async () => {
  put(".venv/pyvenv.cfg");
  const executable = put(".venv/Scripts/python.exe");
  put(".venv/Lib/site-packages/tensorflow/__init__.py");
  expect(await inFolder(folder)).toEqual([{ executable, hasKeras: true }]);
});

test("conda's are in its list", async () => {
  put("envs/one/conda-meta/history");
  const executable = put("envs/one/bin/python");
  put(".conda/environments.txt", `${join(folder, "envs/one")}\n${join(folder, "gone")}\n`);
  expect(await ofConda(folder)).toEqual([{ executable, hasKeras: false }]);
  expect(await ofConda(join(folder, "nobody"))).toEqual([]);
});

test("Keras is installed by what has made the environment", async () => {
  expect(await installCommand("python3")).toBe("python3 -m pip install keras tensorflow");
  const spaced = put("my project/.venv/bin/python");
  expect(await installCommand(spaced)).toBe(`"${spaced}" -m pip install keras tensorflow`);
  put(".venv/pyvenv.cfg", "home = /usr/bin\nuv = 0.9.1\n");
  const executable = put(".venv/bin/python");
  expect(await installCommand(executable)).toBe(`uv pip install --python ${executable} keras tensorflow`);
});
