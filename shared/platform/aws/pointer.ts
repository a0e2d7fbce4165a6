import type { Pointed, Pointer } from '../ports.ts';
import type { Item } from './row.ts';

const keyOf = (about: string, to: string) => `pointer#${about}#${to}`;

/** A pointer as DynamoDB takes it; the key of what it leads to stands in its own. */
export const pointerItem = ({ about, to, at, expires_at }: Pointer): Item => ({
  pk: { S: keyOf(about, to) },
  about: { S: about },
  asked_at: { N: String(at) },
  expires_at: { N: String(expires_at) },
});

/** Where a pointer about something leads. */
export const pointedBy = ({ pk, asked_at }: Item, about: string): Pointed => ({
  to: (pk?.S ?? '').slice(keyOf(about, '').length),
  at: Number(asked_at?.N),
});
