// Python executables as such: their versions, and which ones there are.

import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";

const ASK = "import sys; print('%d.%d.%d' % sys.version_info[:3])";
const PATIENCE = 20_000;
const OLDEST = [3, 10] as const;
const NAMES = ["python3", "python", ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`)];

/**
 * The version of a Python, such as `3.12.1`.
 *
 * Rejects with a readable reason if it cannot be started.
 */
export function versionOf(executable: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(executable, ["-I", "-c", ASK], { timeout: PATIENCE }, (error, stdout, stderr) => {
      const version = stdout.trim();
      if (!error && /^\d+\.\d+\.\d+$/.test(version)) resolve(version);
      else reject(new Error(lastLine(stderr) ?? error?.message ?? "it tells no version"));
    });
  });
}

/** Whether the server can run with this version. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** A Python on PATH that is new enough, with its version. */
export async function suitable(path = process.env.PATH ?? ""): Promise<[string, string] | undefined> {
  for (const name of NAMES) {
    for (const directory of path.split(delimiter)) {
      const executable = join(directory, process.platform === "win32" ? `${name}.exe` : name);
      if (!isAbsolute(executable) || !(await isExecutable(executable))) continue;
      const version = await versionOf(executable).catch(() => "0");
      if (isNewEnough(version)) return [executable, version];
    }
  }
  return undefined;
}

function lastLine(text: string): string | undefined {
  return text.split("\n").findLast((line) => line.trim() !== "");
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
