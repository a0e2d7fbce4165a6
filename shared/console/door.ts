import { POLICY } from '../page/shell.ts';

/** What was asked for: a path without its host, and its parameters. */
export interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** A page, or undefined where there is none at that path. */
export type Views = (asked: Asked) => Promise<{ readonly status: number; readonly html: string } | undefined>;

/** What every answer says, whichever door it leaves by. */
export const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': `${POLICY}; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};
