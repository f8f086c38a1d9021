// Everything that is said between this extension and the server beyond LSP itself.
// The server's side is in keras_lsp/server/features: commands, status, output.

/** The section of the settings, and the beginning of every id. */
export const SECTION = "keras-lsp";

/** Commands of the server. vscode-languageclient registers these ids by itself. */
export const PLOT_MODEL = "keras-lsp.plotModel";
export const SUMMARIZE_MODEL = "keras-lsp.summarizeModel";
export const DESCRIBE_LAYER = "keras-lsp.describeLayer";
export const MODELS_AT = "keras-lsp.modelsAt";
export const LIST_MODELS = "keras-lsp.listModels";
export const ANALYZE = "keras-lsp.analyze";
export const USE_TOOL = "keras-lsp.useTool";

/** Notifications of the server. */
export const STATUS = "keras-lsp/status";
export const OUTPUT = "keras-lsp/output";

/** What `initialize` tells the server of this client. */
export interface InitializationOptions {
  readonly trusted: boolean;
  readonly status: boolean;
  readonly output: boolean;
}

/** What is going on. With a `uri` it is about that document. */
export interface Status {
  readonly state: "starting" | "analysing" | "idle" | "error";
  readonly uri?: string;
  readonly models?: number;
  readonly params?: number;
  readonly sandbox?: { readonly enforced: readonly string[]; readonly missing: readonly string[] };
  readonly message?: string;
  /** Of the problem that the message is about, such as `KL906`. */
  readonly code?: string;
}

/** What a tool for coding agents answers. */
export interface ToolAnswer {
  readonly text: string;
  readonly refused: boolean;
  /** The bytes of an image, in base64, and its type. */
  readonly picture?: string;
  readonly media?: string;
}

/** What a program printed, from its start; sent once for each run, when it has ended. */
export interface Output {
  readonly uri: string;
  readonly text: string;
}

/** Zero-based, in UTF-16 units, as in LSP. */
export interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** Where something stands now; no range if it was edited since the run. */
export interface Place {
  readonly uri: string | null;
  readonly range: Range | null;
}

/** A layer, in a summary or a picture. */
export interface Row extends Place {
  readonly path: readonly string[];
  readonly name: string;
  readonly class: string;
  readonly outputShapes: readonly (readonly (number | null)[] | null)[];
  readonly params: number | null;
  /** For one sample; null if it is not known. */
  readonly flops: number | null;
  readonly outputBytes: number | null;
  /** Where it is called, if that is another place than where it is made. */
  readonly called?: Place;
  readonly error?: string;
}

/** A layer in a summary or a picture, by what it is called in both. */
export interface Item extends Row {
  readonly id: string;
  /** The id of what contains it. */
  readonly parent: string | null;
  /** How many layers are directly inside it. */
  readonly children: number;
  /** How many blocks of layers it stands for, in a plot; absent for a layer. */
  readonly repeats?: number;
}

/** A layer in a summary; what is inside of it follows. */
export interface SummaryRow extends Item {
  /** How many rows above contain it. */
  readonly depth: number;
  /** One for each column. */
  readonly cells: readonly Cell[];
  /** Its part of the model's parameters, from 0 to 1. */
  readonly share: number;
  /** It has parameters, and training does not change them. */
  readonly frozen: boolean;
  readonly problems: readonly LayerProblem[];
  /** The line of the text on which it begins, from 0; null if the table does not list it. */
  readonly line: number | null;
}

export interface Column {
  readonly key: "name" | "output" | "params" | "connected" | "flops" | "share";
  readonly title: string;
  readonly align: "left" | "right";
}

export interface Cell {
  readonly text: string;
  /** What it counts, by which rows are sorted; null if there is no such number. */
  readonly number: number | null;
}

/** What a layer does; `shape` merges or reshapes, `own` is a class of the program. */
export type Role =
  | "input" | "convolution" | "dense" | "recurrent" | "attention" | "normalization" | "activation"
  | "pooling" | "shape" | "regularization" | "embedding" | "model" | "own" | "other";

/** A node or box of a picture. */
export interface Node extends Item {
  readonly role: Role;
  /** It is a box around its layers. */
  readonly expanded: boolean;
  /** What happened to it, if that was asked for. */
  readonly change?: "added" | "changed" | "removed";
}

export type Rankdir = "TB" | "BT" | "LR" | "RL";

/** Since when layers that were added or changed are coloured: the last save, git's HEAD, or never. */
export type ShowChanges = "" | "save" | "head";

/** A figure as papers have it: as SVG, and for LaTeX. */
export type FigureFormat = "blocks" | "tikz";

/** Names and meaning as in `keras.utils.plot_model`, but for `showChanges`. */
export interface PlotOptions {
  readonly showShapes: boolean;
  /** Shapes stand at the edges: an option of ours. */
  readonly shapesOnEdges: boolean;
  readonly showLayerNames: boolean;
  readonly showDtype: boolean;
  readonly showLayerActivations: boolean;
  readonly showTrainable: boolean;
  /** Parameters, FLOPs and the memory of the outputs: an option of ours. */
  readonly showCosts: boolean;
  readonly expandNested: boolean;
  /** Blocks that repeat each other are one node, in large pictures: an option of ours. */
  readonly foldRepeats: boolean;
  readonly rankdir: Rankdir;
  readonly showChanges: ShowChanges;
}

/** What changed in a model, in a sentence and in figures. */
export interface Change {
  readonly text: string;
  readonly params: number;
  readonly layers: readonly { readonly path: readonly string[]; readonly change: "added" | "removed" | "changed" }[];
}

export interface ModelRequest {
  readonly uri: string;
  readonly model?: string;
  /** Where the cursor stands: without a model, one that has a layer on this line is preferred. */
  readonly position?: Range["start"];
}

export interface SummaryRequest extends ModelRequest {
  /** Layers that use other layers are unfolded. */
  readonly expandNested?: boolean;
}

export interface PlotRequest extends ModelRequest, Partial<PlotOptions> {
  readonly format: "dot" | FigureFormat;
  /** Ids of nested models and layers for which the opposite of `expandNested` holds. */
  readonly exceptions?: readonly string[];
}

/** What both commands about a model answer. */
export interface ModelAnswer {
  readonly uri: string;
  readonly version: number | null;
  /** The text was changed since, or its newest run told nothing. */
  readonly stale: boolean;
  /** Why, for the user. */
  readonly staleReason: string | null;
  readonly model: string;
  readonly models: readonly (Place & { readonly id: string; readonly name: string })[];
}

export interface PlotAnswer extends ModelAnswer {
  readonly format: "dot";
  readonly content: string;
  readonly nodes: readonly Node[];
  /** What is inside of folded nodes. */
  readonly folded: readonly Node[];
  readonly options: PlotOptions;
  /** Since what `showChanges` says; null if nothing changed. */
  readonly changes: Change | null;
}

export interface SummaryAnswer extends ModelAnswer {
  readonly text: string;
  readonly markdown: string;
  readonly columns: readonly Column[];
  readonly rows: readonly SummaryRow[];
  /** Figures of the whole model. */
  readonly totals: readonly { readonly title: string; readonly text: string }[];
  /** What is said below the table. */
  readonly notes: readonly string[];
  /** Since the last save and since git's HEAD; null if nothing changed. */
  readonly changes: { readonly save: Change | null; readonly head: Change | null };
}

/** What the hover says of one layer, which its line may share with others. */
export interface LayerAnswer {
  readonly path: readonly string[];
  readonly name: string;
  readonly class: string;
  readonly markdown: string;
  /** Title and text of each, without the configuration. */
  readonly rows: readonly Pair[];
  /** Where keras.io documents its class. */
  readonly page: string | null;
  readonly config: readonly Pair[];
  readonly problems: readonly LayerProblem[];
  /** Paths of the layers that give its inputs, and of those that take its outputs. */
  readonly inbound: readonly (readonly string[])[];
  readonly outbound: readonly (readonly string[])[];
}

type Pair = readonly [string, string];

export interface LayerProblem extends Place {
  readonly severity: "error" | "warning" | "information" | "hint";
  readonly code: string | null;
  readonly message: string;
}

/** The documents that were run, with their models; nothing is run for it. */
export interface ModelsAnswer {
  readonly files: readonly ModelFile[];
}

export interface ModelFile {
  readonly uri: string;
  readonly errors: number;
  readonly warnings: number;
  readonly models: readonly ListedModel[];
}

export interface ListedModel extends Place {
  readonly id: string;
  readonly name: string;
  readonly class: string;
  /** It is a part of another one. */
  readonly nested: boolean;
  readonly layers: number;
  /** Null where they are not all known. */
  readonly params: number | null;
  readonly flops: number | null;
  /** Both as text, as far as they are known. */
  readonly costs: readonly string[];
  /** How many of its layers fail. */
  readonly failing: number;
}

/** Which models a place means; nothing is run for it. */
export interface ModelsAtAnswer {
  readonly uri: string;
  /** Those with a layer on the line. */
  readonly models: readonly string[];
  /** The one that would be shown; null if no model is known. */
  readonly model: string | null;
}

export interface AnalyzeAnswer {
  readonly status: "ok" | "failed" | "timeout" | "crashed" | "cancelled" | "refused";
  readonly problems: number;
  readonly models?: number;
  readonly seconds?: number;
  readonly reason?: string;
}
