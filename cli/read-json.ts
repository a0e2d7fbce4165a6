import { readFileSync } from 'node:fs';
import { BadUsage } from './bad-usage.ts';
import type { Options } from './options.ts';

/** Reads the intent as written, from the file or the argument. Throws `BadUsage`, which repeats none of the text. */
export function readJson({ file, json }: Pick<Options, 'file' | 'json'>): unknown {
  const text = json ?? contentOf(file ?? '');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // V8 quotes the text around the fault, where half a signed URL may stand.
    const fault = String(error).replace(/^\w+: |,? ?(\.\.\.)?"[\s\S]*"(\.\.\.)? is not valid JSON$/g, '');
    throw new BadUsage(`${file ?? '--json'}: not valid JSON${fault ? `: ${fault}` : ''}`);
  }
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new BadUsage(`cannot read the intent: ${error instanceof Error ? error.message : String(error)}`);
  }
}
