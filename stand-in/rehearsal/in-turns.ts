import { type Asked, everyOperation, onFirst } from './asked.ts';
import type { Scene } from './scene.ts';

/** A scene that any operation can play, on one target. */
export type Kind = (one: Asked) => Scene;

/** One scene an operation, of these kinds in turn: each operation meets one of them, whatever the catalogue holds. */
export const inTurns = (kinds: readonly [Kind, ...Kind[]]): Scene[] =>
  everyOperation.map((one, index) => (kinds[index % kinds.length] ?? kinds[0])(onFirst(one)));
