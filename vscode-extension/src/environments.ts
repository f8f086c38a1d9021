// Environments of Python, as they lie on disk: nothing of theirs is started.

import { access, readdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** An environment, and whether Keras is installed in it. */
export interface Environment {
  readonly executable: string;
  readonly hasKeras: boolean;
}

const IN_FOLDER = [".venv", "venv", "env", ".env", ".conda", "conda"];
const MARKS = ["pyvenv.cfg", "conda-meta"];
const PACKAGES = ["keras", "tf_keras", "tensorflow"];

/** The environments that lie in a folder, those with Keras first. */
export async function inFolder(folder: string): Promise<Environment[]> {
  return withKerasFirst(await Promise.all(IN_FOLDER.map((name) => at(join(folder, name)))));
}

/** Those that conda keeps a list of. */
export async function ofConda(home = homedir()): Promise<Environment[]> {
  const list = await readFile(join(home, ".conda", "environments.txt"), "utf8").catch(() => "");
  const folders = list.split("\n").flatMap((line) => line.trim() || []);
  return withKerasFirst(await Promise.all(folders.map(at)));
}

/** What installs Keras for a Python: by uv where uv has made its environment. */
export async function installCommand(executable: string): Promise<string> {
  const root = join(executable, "..", "..");
  const made = await readFile(join(root, "pyvenv.cfg"), "utf8").catch(() => "");
  const quoted = /[^\w@%+=:,./\\~-]/.test(executable) ? `"${executable}"` : executable;
  return /^uv\s*=/m.test(made)
    ? `uv pip install --python ${quoted} keras tensorflow`
    : `${quoted} -m pip install keras tensorflow`;
}

async function at(root: string): Promise<Environment | undefined> {
  const marks = await Promise.all(MARKS.map((name) => exists(join(root, name))));
  if (!marks.includes(true)) return undefined;
  for (const name of ["bin/python", "Scripts/python.exe", "python.exe"]) {
    const executable = join(root, name);
    if (await exists(executable)) return { executable, hasKeras: await hasKeras(root) };
  }
  return undefined;
}

async function hasKeras(root: string): Promise<boolean> {
  const below = await readdir(join(root, "lib")).catch(() => [] as string[]);
  const libraries = [join(root, "Lib"), ...below.map((name) => join(root, "lib", name))];
  const places = libraries.flatMap((library) => PACKAGES.map((name) => join(library, "site-packages", name)));
  return (await Promise.all(places.map(exists))).includes(true);
}

function withKerasFirst(found: readonly (Environment | undefined)[]): Environment[] {
  const known = found.filter((each) => each !== undefined);
  return [...known.filter(({ hasKeras }) => hasKeras), ...known.filter(({ hasKeras }) => !hasKeras)];
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
