import { type Asked, everyOperation, onFirst } from './asked.ts';
import type { Scene } from './scene.ts';

/** A scene that any operation can play, on one target. */
export type Kind = (one: Asked) => Scene;

/** One scene an operation, of these kinds in turn: each operation meets one of them that may bring it, whatever the catalogue holds. */
export const inTurns = (kinds: readonly [Kind, ...Kind[]]): Scene[] =>
  everyOperation.flatMap((one, index) => {
    const first = index % kinds.length;
    const inOrder = [...kinds.slice(first), ...kinds.slice(0, first)].map((kind) => kind(onFirst(one)));
    return inOrder.filter(({ way }) => !one.never_by.includes(way)).slice(0, 1);
  });
