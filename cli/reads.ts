import { catalog } from '../functions/catalog.ts';
import type { Operation } from '../shared/terms/operation.ts';
import { BadUsage } from './command.ts';
import { nearest } from './nearest.ts';

const NAMES = catalog.map(({ name }) => name);
const LONGEST_REASON = 500;

/** An operation by its name. Throws `BadUsage`. */
export function operationCalled(name: string): Operation {
  const operation = catalog.find((one) => one.name === name);
  if (operation) return operation;
  const meant = nearest(name, NAMES);
  throw new BadUsage(
    `unknown operation ${JSON.stringify(name)}${meant ? `: is ${meant} meant?` : ''}. Known: ${NAMES.join(', ')}`,
  );
}

/** A person's reason. Throws `BadUsage`. */
export function reasonIn(text: string): string {
  if (text.trim() !== '' && text.length <= LONGEST_REASON && !/\p{Cc}/u.test(text)) return text;
  throw new BadUsage(`expected 1 to ${LONGEST_REASON} characters on one line`);
}
