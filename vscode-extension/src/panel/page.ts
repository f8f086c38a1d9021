// The page of the plot panel: what may be loaded into it, and what stands in it before a picture.

import { page as framed, type Resources } from "../webview/page";

const OPTIONS: readonly (readonly [string, string])[] = [
  ["showShapes", "Shapes"],
  ["shapesOnEdges", "Shapes at the edges"],
  ["showLayerNames", "Layer names"],
  ["showDtype", "Dtypes"],
  ["showLayerActivations", "Activations"],
  ["showTrainable", "Trainable"],
  ["showCosts", "Costs"],
  ["expandNested", "Expand nested models and layers"],
  ["foldRepeats", "Fold repeated blocks"],
];

const DIRECTIONS: readonly (readonly [string, string])[] = [
  ["TB", "Top to bottom"],
  ["BT", "Bottom to top"],
  ["LR", "Left to right"],
  ["RL", "Right to left"],
];

const CHANGES: readonly (readonly [string, string])[] = [
  ["", "Nothing"],
  ["save", "Last save"],
  ["head", "HEAD"],
];

const SCALES: readonly (readonly [string, string])[] = [
  ["1", "1×"],
  ["2", "2×"],
  ["4", "4×"],
];

/** The whole page. The drawer is the script that draws, for a worker. */
export function page(resources: Resources & { readonly drawer: string }): string {
  return framed(resources, {
    title: "Model plot",
    body: body(),
    attributes: ` data-drawer="${resources.drawer}"`,
    // Graphviz is WebAssembly; it runs in a worker, which a page like this makes from a blob.
    scripts: " 'wasm-unsafe-eval'",
    more: ["worker-src blob:", `connect-src ${resources.source}`, "img-src data:"],
  });
}

/** What stands in the page. */
export function body(): string {
  return `<header role="toolbar" aria-label="Plot">
<select id="model" aria-label="Model" title="Model"></select>
<div class="search">
<input id="search" type="search" role="combobox" aria-expanded="false" aria-controls="hits" aria-autocomplete="list" placeholder="Find layer" aria-label="Find layer" title="Find layer by name, class or shape (/ or Ctrl+F)" spellcheck="false">
<span id="found" role="status"></span>
<div id="hits" role="listbox" aria-label="Layers that were found" hidden></div>
</div>
<div class="group">
<button id="zoomOut" title="Zoom out (-)" aria-label="Zoom out">−</button>
<button id="fit" title="Show the whole model (0 or F)">Fit</button>
<button id="zoomIn" title="Zoom in (+)" aria-label="Zoom in">+</button>
</div>
<div class="group">
<label class="compare" title="Mark what was added, changed and removed">Compare with<select id="showChanges">
${choices(CHANGES)}
</select></label>
<span id="counts" role="status"></span>
</div>
<div class="group">
<button id="optionsButton" popovertarget="options">Options</button>
<button id="exportButton" popovertarget="export">Export</button>
<button id="pin" aria-pressed="false" title="Keep this model while the editor shows others">Pin</button>
</div>
</header>
<div id="options" popover role="group" aria-label="Options">
${OPTIONS.map(([name, label]) => `<label><input type="checkbox" data-option="${name}">${label}</label>`).join("\n")}
<label><input type="checkbox" id="shares">Colour by share of parameters</label>
<label class="choice">Direction<select id="rankdir">
${choices(DIRECTIONS)}
</select></label>
</div>
<div id="export" popover role="group" aria-label="Export">
<button data-format="svg">Save SVG…</button>
<button data-format="png">Save PNG…</button>
<button data-format="dot">Save DOT…</button>
<button data-figure="blocks">Save figure as SVG…</button>
<button data-figure="tikz">Save figure as TikZ…</button>
<button data-copy="svg">Copy SVG</button>
<button data-copy="png">Copy PNG</button>
<label class="choice">Scale of PNG<select id="scale">
${choices(SCALES)}
</select></label>
</div>
<div id="problem" role="alert" hidden><button id="showProblem" title="Show the layer"></button></div>
<div id="outdated" role="status" hidden></div>
<div id="room">
<main id="viewport" tabindex="-1">
<svg id="canvas" role="group" aria-label="Model plot: arrow keys go from layer to layer, Enter to its source"><g id="world"></g></svg>
<svg id="map" preserveAspectRatio="none" aria-hidden="true" hidden></svg>
<p id="waiting">Drawing…</p>
</main>
<div id="splitter" role="separator" tabindex="0" aria-label="Size of the details" aria-valuemin="20" aria-valuemax="70" hidden></div>
<aside id="side" tabindex="-1" aria-label="Details of the selected layer" hidden>
<div class="title"><h2 id="sideTitle"></h2><button id="closeSide" title="Close (Escape)" aria-label="Close the details">×</button></div>
<div id="sideBody"></div>
</aside>
</div>
<footer id="legend" role="group" aria-label="Kinds of layers" hidden></footer>
<div id="hover" role="tooltip" hidden></div>
<div id="told" class="unseen" role="status" aria-live="polite"></div>`;
}

function choices(options: readonly (readonly [string, string])[]): string {
  return options.map(([value, label]) => `<option value="${value}">${label}</option>`).join("\n");
}
