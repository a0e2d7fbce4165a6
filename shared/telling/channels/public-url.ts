/** Addresses that lead nowhere on the internet. RFC 6890 and its successors. */
const PRIVATE: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  // Everything but what is given out on the internet.
  ['::', 3, 'ipv6'],
  ['4000::', 2, 'ipv6'],
  ['8000::', 1, 'ipv6'],
];
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

function isInside(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const { BlockList, isIP } = process.getBuiltinModule('node:net');
  const version = isIP(host);
  if (version === 0) return !host.includes('.') || INSIDE.test(host);
  const kind = version === 4 ? 'ipv4' : 'ipv6';
  // One list of both kinds would find an address of IPv4 in a net of IPv6.
  const list = new BlockList();
  for (const [net, prefix, family] of PRIVATE) if (family === kind) list.addSubnet(net, prefix, family);
  return list.check(host, kind);
}
