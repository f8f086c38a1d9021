// The page of the summary: what stands in it before a table.

import { page as framed, type Resources } from "../webview/page";

/** The whole page. */
export function page(resources: Resources): string {
  return framed(resources, { title: "Model summary", body: body() });
}

/** What stands in the page. */
export function body(): string {
  return `<header role="toolbar" aria-label="Summary">
<select id="model" aria-label="Model" title="Model"></select>
<div class="search">
<input id="filter" type="search" placeholder="Filter layers" aria-label="Filter layers" title="Filter layers by name, class or shape (/ or Ctrl+F)" spellcheck="false">
<span id="found" role="status"></span>
</div>
<div class="group" id="folding">
<button id="foldAll" title="Fold all layers that have layers inside">Fold</button>
<button id="unfoldAll" title="Unfold all layers that have layers inside">Unfold</button>
</div>
<div class="group">
<button id="copyButton" popovertarget="copy">Copy</button>
<button id="pin" aria-pressed="false" title="Keep this model while the editor shows others">Pin</button>
</div>
</header>
<div id="copy" popover role="group" aria-label="Copy">
<button data-copy="markdown">Copy as Markdown</button>
<button data-copy="csv">Copy as CSV</button>
<button data-copy="text">Copy as plain text</button>
<button id="openText">Open as text</button>
</div>
<div id="problem" role="alert" hidden><button id="showProblem" title="Show the layer"></button></div>
<div id="outdated" role="status" hidden></div>
<div id="scroll">
<p id="waiting">Loading…</p>
<table id="table" role="treegrid" aria-label="Layers: arrow keys go from layer to layer, Enter to the source" aria-multiselectable="true" hidden>
<thead id="head"></thead>
<tbody id="rows"></tbody>
</table>
<p id="none" hidden>No layer has this name, class or shape.</p>
</div>
<footer>
<dl id="totals"></dl>
<ul id="notes"></ul>
</footer>
<div id="hover" role="tooltip" hidden></div>`;
}
