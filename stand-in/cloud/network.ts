import { createHash } from 'node:crypto';

const hexOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** A private address, the same for the same id. */
export const addressOf = (id: string): string => {
  const [third = 0, fourth = 0] = Buffer.from(hexOf(id), 'hex');
  return `192.168.${third}.${fourth}`;
};

/** The network an instance lies in, as its list shows it: ids of VPC, subnet and security group. */
export const networkOf = (id: string) => {
  const uuid = (kind: string) =>
    hexOf(`${kind} ${id}`).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
  return { vpc_id: uuid('vpc'), subnet_id: uuid('subnet'), security_group_id: uuid('security group') };
};

/** The zone of the node of this number. */
export const zoneOf = ({ zones }: { zones: readonly string[] }, node: number): string =>
  zones[node % zones.length] ?? '';
