// The tools that coding agents call in VS Code: the server's own, on texts that are not saved yet;
// and for agents that speak MCP alone, where the interpreter has its SDK, an MCP server.

import { execFile } from "node:child_process";
import * as vscode from "vscode";
import type { Client } from "./client";
import type { Interpreters } from "./interpreter";
import { SECTION, type ToolAnswer, USE_TOOL } from "./protocol";

const PREFIX = "keras_";
const MCP = `${SECTION}.mcp`;
const PATIENCE = 10_000;

/** The part of the API that VS Code 1.101 brought, of which the types here know nothing. */
interface McpApi {
  registerMcpServerDefinitionProvider?(
    id: string,
    provider: { provideMcpServerDefinitions(): Promise<unknown[]>; onDidChangeMcpServerDefinitions: vscode.Event<void> },
  ): vscode.Disposable;
}

interface Manifest {
  readonly contributes: { readonly languageModelTools: readonly { readonly name: string }[] };
}

type Part = vscode.LanguageModelTextPart;
type StdioDefinition = new (label: string, command: string, args: string[]) => object;

/** Register all tools that the manifest tells of. */
export function register(context: vscode.ExtensionContext, client: Client, interpreters: Interpreters): vscode.Disposable {
  const manifest = context.extension.packageJSON as Manifest;
  const tools = manifest.contributes.languageModelTools.map(({ name }) =>
    vscode.lm.registerTool(name, new Tool(client, name.slice(PREFIX.length))),
  );
  return vscode.Disposable.from(...tools, offerMcp(context, interpreters));
}

class Tool implements vscode.LanguageModelTool<object> {
  constructor(
    private readonly client: Client,
    private readonly name: string,
  ) {}

  prepareInvocation({ input }: vscode.LanguageModelToolInvocationPrepareOptions<object>): vscode.PreparedToolInvocation {
    const { path } = input as { path?: string };
    return { invocationMessage: `Keras: ${this.name} ${path ?? ""}` };
  }

  async invoke({ input }: vscode.LanguageModelToolInvocationOptions<object>): Promise<vscode.LanguageModelToolResult> {
    const answer = await this.client.execute<ToolAnswer>(USE_TOOL, { tool: this.name, arguments: input });
    const parts = [new vscode.LanguageModelTextPart(answer.text)];
    return new vscode.LanguageModelToolResult([...parts, ...picture(answer)]);
  }
}

/** A picture as newer releases take it; of a text format it is a text. */
function picture({ picture: data, media }: ToolAnswer): Part[] {
  if (data === undefined || media === undefined) return [];
  const bytes = Buffer.from(data, "base64");
  if (media === "image/svg+xml") return [new vscode.LanguageModelTextPart(bytes.toString("utf8"))];
  const { LanguageModelDataPart } = vscode as { LanguageModelDataPart?: { image(data: Uint8Array, mime: string): Part } };
  return LanguageModelDataPart ? [LanguageModelDataPart.image(bytes, media)] : [];
}

function offerMcp(context: vscode.ExtensionContext, interpreters: Interpreters): vscode.Disposable {
  const api = vscode.lm as McpApi;
  const { McpStdioServerDefinition } = vscode as { McpStdioServerDefinition?: StdioDefinition };
  if (!api.registerMcpServerDefinitionProvider || !McpStdioServerDefinition) return new vscode.Disposable(() => undefined);
  return api.registerMcpServerDefinitionProvider(MCP, {
    onDidChangeMcpServerDefinitions: interpreters.onDidChange,
    async provideMcpServerDefinitions() {
      const folders = vscode.workspace.workspaceFolders ?? [];
      const [first] = folders;
      if (!first || !vscode.workspace.isTrusted) return [];
      const { path } = await interpreters.of(first.uri);
      if (!(await hasSdk(path))) return [];
      const roots = folders.flatMap(({ uri }) => ["--root", uri.fsPath]);
      const args = ["-I", context.asAbsolutePath("bundled/start.py"), "mcp", ...roots];
      return [new McpStdioServerDefinition("Keras models", path, args)];
    },
  });
}

/** Whether the interpreter has the SDK that the MCP server is made with. */
function hasSdk(python: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(python, ["-I", "-c", "import mcp_types"], { timeout: PATIENCE }, (error) => resolve(error === null));
  });
}
