import { type Reading, readStage, type Stage } from '../../../infra/stage/read-stage.ts';
import { fromFiles } from '../../from-files.ts';

/** Reads a stage as it would be deployed. Throws `BadUsage`, a line for everything that is wrong. */
export const checkedStage = (name: string, reading: Reading = {}): Stage =>
  fromFiles(() => readStage(name, process.env, reading));
