// A page in a panel: what may be loaded into it. What stands in it is its own.

export interface Resources {
  /** What the editor serves the extension's files from. */
  readonly source: string;
  readonly style: string;
  readonly script: string;
  readonly nonce: string;
}

export interface Content {
  readonly title: string;
  readonly body: string;
  /** Attributes of the body. */
  readonly attributes?: string;
  /** What the policy allows beyond the page's own style and script. */
  readonly scripts?: string;
  readonly more?: readonly string[];
}

/** The whole page; nothing runs in it but its own script. */
export function page({ source, style, script, nonce }: Resources, content: Content): string {
  const { title, body, attributes = "", scripts = "", more = [] } = content;
  const policy = [
    "default-src 'none'",
    `style-src ${source}`,
    `script-src 'nonce-${nonce}'${scripts}`,
    ...more,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${style}">
<title>${title}</title>
</head>
<body${attributes}>
${body}
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
