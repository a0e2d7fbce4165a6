import type { Entry } from '../../shared/ledger/entry/entry.ts';
import { align } from './align.ts';
import { shortId } from './short-id.ts';

const COLUMNS = ['operation', 'target', 'end', 'what was seen', 'looks'] as const;

/** How the jobs of the requests ended, as aligned lines of at most `width` characters, headings first. */
export function endsTable(entries: readonly Entry[], width: number): string[] {
  const rows = entries.flatMap(({ operation, jobs = [] }) =>
    jobs.map(({ target, looks, end }) => ({
      operation,
      target: shortId(target),
      end: end?.end.replace('_', ' ') ?? 'open',
      'what was seen': [changeOf(end?.before, end?.after), end?.reason].filter(Boolean).join(': '),
      looks: String(looks),
    })),
  );
  return align(COLUMNS, 'what was seen', rows, width);
}

const changeOf = (before = '', after = '') =>
  after === '' || before === after ? before : `${before} → ${after}`;
