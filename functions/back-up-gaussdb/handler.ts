import { handlerOf } from '../../shared/triggers/handler.ts';
import { backUpGaussdb } from './operation.ts';

/** The operation bound to its triggers. */
export const handler = handlerOf(backUpGaussdb);
