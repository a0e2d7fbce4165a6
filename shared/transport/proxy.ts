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
  const text = written.includes('://') ? written : `http://${written}`;
  if (!/^https?:/i.test(text) || !URL.canParse(text)) {
    throw new TypeError(`${name}: expected the URL of a proxy such as http://host:3128`);
  }
  const url = new URL(text);
  for (const secret of [url.password, decoded(url.password)]) keepSecret(secret);
  return { url: url.href, shown: url.origin };
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
