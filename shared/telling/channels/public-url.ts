import { isPrivateAddress } from '../../values/private-address.ts';
import { keepSecret } from '../../values/redact.ts';

const INSIDE = /(^|\.)(localhost|local|internal|intranet|lan|home\.arpa)$/;

/** What is wrong with a URL that a stage would send to; undefined where nothing is. `local`: on this machine it may be http. */
export function faultInUrl(text: string, { local }: { local: boolean }): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^[!-~]+$/.test(text)) return 'expected a URL';
  if (local && url.protocol === 'http:' && url.hostname === '127.0.0.1') return undefined;
  if (url.protocol !== 'https:') return 'expected https';
  if (url.username || url.password || url.hash) return 'expected a URL without a user and without #';
  return isInside(url.hostname) ? 'expected a host of the internet, not a private one' : undefined;
}

/** Lets no log and no error show a URL from here on, nor the parts of it that are long enough to be its key. */
export function keepUrl(url: string): void {
  const { pathname, search, searchParams } = new URL(url);
  for (const text of [url, `${pathname}${search}`, ...pathname.split('/'), ...searchParams.values()]) {
    // A short part of a path, such as `hook`, is no key.
    if (text.length >= KEY_LENGTH) keepSecret(text);
  }
}

const KEY_LENGTH = 16;

function isInside(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const { isIP } = process.getBuiltinModule('node:net');
  return isIP(host) === 0 ? !host.includes('.') || INSIDE.test(host) : isPrivateAddress(host);
}
