import { isSameId } from '../../huawei/ids.ts';
import { type Match, matchIf } from './match.ts';
import type { Surveyed } from './surveyed.ts';

/** Whether an instance has one of the ids. */
export const hasId = (ids: readonly string[], { instance }: Surveyed): Match =>
  matchIf(ids.some((id) => isSameId(id, instance.id)));
