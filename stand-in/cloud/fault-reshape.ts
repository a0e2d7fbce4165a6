import type { Reply } from './reply.ts';

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** The reply without the item of `target` (default the last); a reply without items loses all its fields. */
export const dropTarget = (reply: Reply, target: string | undefined): Reply =>
  withItems(
    reply,
    (items) => {
      const at =
        target === undefined ? -1 : items.findIndex((item) => isFields(item) && item.instance_id === target);
      return items.toSpliced(at, 1);
    },
    {},
  );

/** The reply with one item more: a copy of the first under another instance id. */
export const addTarget = (reply: Reply, target = 'ffffffffffffffffffffffffffffffffin00'): Reply =>
  withItems(reply, (items) => [...items, { ...(isFields(items[0]) ? items[0] : {}), instance_id: target }], {
    ...(isFields(reply.body) ? reply.body : {}),
    instance_id: target,
  });

/** The reply as JSON of exactly this many bytes, if it was shorter. */
export const padded = (reply: Reply, bytes: number): Reply => {
  const body: Fields = { ...(isFields(reply.body) ? reply.body : {}), padding: '' };
  const missing = Math.max(0, bytes - Buffer.byteLength(JSON.stringify(body)));
  return { ...reply, body: { ...body, padding: 'x'.repeat(missing) } };
};

/** Changes the reply's list of items, whatever its name; `otherwise` is the body when it has none. */
const withItems = (reply: Reply, change: (items: unknown[]) => unknown[], otherwise: Fields): Reply => {
  if (!isFields(reply.body)) return reply;
  const list = Object.entries(reply.body).find((entry): entry is [string, unknown[]] =>
    Array.isArray(entry[1]),
  );
  if (!list) return { ...reply, body: otherwise };
  return { ...reply, body: { ...reply.body, [list[0]]: change(list[1]) } };
};
