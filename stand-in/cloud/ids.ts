import { createHash, randomBytes } from 'node:crypto';

/** Hands out ids in a fixed order, so that two runs over a fresh cloud see the same ones. */
export interface Ids {
  /** A dashed UUID, the shape of job, task and workflow ids (contract §7.1). */
  uuid(): string;
  /** 32 hex characters, the shape of project ids and of request ids [I]. */
  hex(): string;
}

/** Ids drawn from a counter; `seed` keeps one kind of id apart from another. */
export const createIds = (seed: string): Ids => {
  let count = 0;
  const hex = () => {
    count += 1;
    return createHash('sha256').update(`${seed}${count}`).digest('hex').slice(0, 32);
  };
  return {
    hex,
    uuid: () => hex().replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5'),
  };
};

/** A token's text: random, since a token of an earlier run must never pass for one of this run. */
export const tokenText = (length = 0): string =>
  length > 0
    ? `MII${randomBytes(length).toString('base64')}`.slice(0, length)
    : `MII${randomBytes(300).toString('base64')}`;
