import { keepSecret } from '../values/redact.ts';

/** The proxy by which a URL is reached; undefined where it is reached directly. */
export type Proxy = { readonly url: string; readonly shown: string };

/**
 * Chooses it as `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` say, lower case before upper, as curl does. Throws `TypeError`
 * that names the variable for what is no URL.
 */
export function proxyFor({ protocol, hostname, port }: URL, env = process.env): Proxy | undefined {
  const name = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const written = env[name.toLowerCase()] || env[name];
  if (!written || isExempt(hostname, port, env.no_proxy || env.NO_PROXY || '')) return undefined;
  const url = proxyUrl(written);
  if (!url) throw new TypeError(`${name}: ${PROXY_FORM}`);
  for (const secret of [url.password, decoded(url.password)]) keepSecret(secret);
  return { url: url.href, shown: url.origin };
}

/** What such a variable may hold. */
export const PROXY_FORM = 'expected the URL of a proxy such as http://host:3128';

/** Reads the URL of a proxy, which is of `http` where it names no scheme; undefined for anything else. */
export function proxyUrl(written: string): URL | undefined {
  const text = written.includes('://') ? written : `http://${written}`;
  return /^https?:/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}

/** Whether a list such as `localhost,127.0.0.1,.example.com,host:8080` names the host, a domain above it, or all. */
function isExempt(hostname: string, port: string, list: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      const [, domain = '', only] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(entry.replace(/^\*?\./, '')) ?? [];
      const isHere = domain === '*' || (domain !== '' && (host === domain || host.endsWith(`.${domain}`)));
      return isHere && (only === undefined || only === port);
    });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
