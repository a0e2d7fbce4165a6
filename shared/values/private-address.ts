/** Addresses that lead nowhere on the internet, or by a tunnel to any. RFC 6890 and its successors. */
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
  // Everything but what is given out on the internet, and of that what holds an address of IPv4.
  ['::', 3, 'ipv6'],
  ['2001::', 23, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['4000::', 2, 'ipv6'],
  ['8000::', 1, 'ipv6'],
];

/** Whether an address of IPv4 or IPv6 is not one of the internet. */
export function isPrivateAddress(address: string): boolean {
  const { BlockList, isIP } = process.getBuiltinModule('node:net');
  const kind = isIP(address) === 4 ? 'ipv4' : 'ipv6';
  // One list of both kinds would find an address of IPv4 in a net of IPv6.
  const list = new BlockList();
  for (const [net, prefix, family] of PRIVATE) if (family === kind) list.addSubnet(net, prefix, family);
  return list.check(address, kind);
}
