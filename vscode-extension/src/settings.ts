// What the user has set. Defaults are left out: the server knows them, and what a project's
// pyproject.toml says must win over them.

import * as vscode from "vscode";
import { SECTION } from "./protocol";

export type Settings = Record<string, unknown>;

/** The settings that stand in some settings.json, under dotted names. */
export function explicit(names: readonly string[], scope?: vscode.Uri): Settings {
  const configuration = vscode.workspace.getConfiguration(SECTION, scope ?? null);
  const settings: Settings = {};
  for (const name of names) {
    const found = configuration.inspect(name);
    const value: unknown =
      found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue;
    if (value !== undefined) settings[name] = value;
  }
  return settings;
}

/** The same, without the hints that would say what the lens over a model says, unless they were asked for. */
export function saidOnce(settings: Settings, scope?: vscode.Uri): Settings {
  const of = { languageId: "python", ...(scope && { uri: scope }) };
  const lenses = vscode.workspace.getConfiguration("editor", of).get<boolean>("codeLens");
  const isSaid = lenses === true && settings["codeLens.enable"] !== false;
  return isSaid ? { "inlayHints.models": false, ...settings } : settings;
}

/** The names of all settings, without the section. */
export function declared(extension: vscode.Extension<unknown>): string[] {
  const manifest = extension.packageJSON as {
    contributes: { configuration: { properties: Record<string, unknown> } };
  };
  return Object.keys(manifest.contributes.configuration.properties).map((name) =>
    name.slice(SECTION.length + 1),
  );
}
