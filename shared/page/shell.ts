import { html, raw } from 'hono/html';
import { nodeCrypto } from '../values/node-crypto.ts';
import { type Html, text } from './parts.ts';
import { STYLE } from './style.ts';

const STYLE_HASH = nodeCrypto().createHash('sha256').update(STYLE).digest('base64');

/** What a page may do: show itself in its own style, and send its own forms. It loads nothing and runs nothing. */
export const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'`;

/** A page: its title, and what stands in its head and below it. */
export interface Page {
  readonly title: string;
  readonly head: Html;
  readonly main: Html | readonly (Html | string)[];
  /** Ways to other pages; none in a file. */
  readonly nav?: Html;
  /** It is read anew after so many seconds; a file never is. */
  readonly refresh_s?: number;
  /** What it does not tell, in a sentence. */
  readonly note?: string | undefined;
}

/** A page whole, readable in print and in the dark: no script, and nothing to load. */
export const pageHtml = ({ title, head, main, nav, refresh_s, note }: Page): string =>
  String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
${refresh_s === undefined ? '' : html`<meta http-equiv="refresh" content="${refresh_s}">\n`}<title>${text(title)}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
${nav ?? ''}<header>
${head}
</header>
<main>
${main}
</main>
${note === undefined ? '' : html`<footer><p>${text(note)}</p></footer>\n`}</body>
</html>
`);
