import { POLICY } from '../page/shell.ts';

/** What was asked for: a path without its host, and its parameters. */
export interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** A page, or undefined where there is none at that path. */
export type Views = (asked: Asked) => Promise<{ readonly status: number; readonly html: string } | undefined>;

/** What leaves by a door, the local one or the hosted one. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': `${POLICY}; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

const LONGEST_PATH = 4096;

/** A line of text in place of a page. */
export const plain = (status: number, words: string, more: Answer['headers'] = {}): Answer => ({
  status,
  headers: { ...HEADERS, ...more, 'content-type': 'text/plain; charset=utf-8' },
  body: `${words}\n`,
});

/** What nobody is answered, whoever asks: anything but GET, and a path that is too long. */
export function refusal(method: string | undefined, path: string): Answer | undefined {
  if (method !== 'GET')
    return plain(405, 'Only GET is answered: nothing can be changed here.', { allow: 'GET' });
  return path.length > LONGEST_PATH ? plain(414, 'The address is too long.') : undefined;
}

/** The page that was asked for, or that there is none. */
export async function pageFor(views: Views, asked: Asked): Promise<Answer> {
  const page = await views(asked);
  if (!page) return plain(404, 'There is no such page.');
  return {
    status: page.status,
    headers: { ...HEADERS, 'content-type': 'text/html; charset=utf-8' },
    body: page.html,
  };
}
