import { describe, expect, test } from '@jest/globals';
import { type Headed, readyFor } from '../../../shared/fleet/plan/ready.ts';
import type { SurveyHead } from '../../../shared/fleet/survey/rows.ts';
import { HOUR, MINUTE } from '../../../shared/values/time/units.ts';
import { ASIA, NOW, WEST } from './plan-world.ts';

const survey = (place: typeof WEST | typeof ASIA, head?: Partial<SurveyHead>): Headed => {
  const of = { service: 'gaussdb' as const, ...place };
  return head ? { ...of, head: { ...of, ...head } } : of;
};
const complete = (started_at: number, more = {}) => ({
  complete: {
    started_at,
    ended_at: started_at + MINUTE,
    met: 3,
    nameless: 0,
    asked: ['app', 'env'],
    ...more,
  },
});
const stuck = (kind: string) => ({ stuck: { kind, reason: `it is ${kind}`, since: NOW - HOUR } });
const [FRESH, OLD] = [complete(NOW - 6 * HOUR), complete(NOW - 6 * HOUR - 1)];

const ASKED = { asked_at: NOW, tags: ['app', 'env'] };

describe('surveys', () => {
  test.each<[string, Partial<SurveyHead> | undefined, string]>([
    ['whose pass began six hours before', FRESH, 'ready'],
    ['whose pass began earlier', OLD, 'wait'],
    ['whose pass began after the plan was asked for', complete(NOW + HOUR), 'ready'],
    ['that did not ask for a tag of it', complete(NOW, { asked: ['env'] }), 'wait'],
    ['that do not say what they asked for', complete(NOW, { asked: undefined }), 'wait'],
    ['that never were', undefined, 'wait'],
    ['whose first pass is under way', { pass: { started_at: NOW, pages: 1, reads: 3, nameless: 0 } }, 'wait'],
    ['in a place without a right', { ...FRESH, ...stuck('no_right') }, 'refused'],
    ['whose login was refused', { ...FRESH, ...stuck('credentials') }, 'refused'],
    ['that cannot go on, and have nothing that is new enough', { ...OLD, ...stuck('failed') }, 'refused'],
    ['that cannot go on, and are new enough', { ...FRESH, ...stuck('failed') }, 'ready'],
    ['that are throttled', { ...OLD, ...stuck('throttled') }, 'wait'],
    ['in a region that has no host of any service', stuck('no_host'), 'refused'],
  ])('%s', (_, head, is) => expect(readyFor([survey(WEST, head)], ASKED).is).toBe(is));

  test('of a service without a host beside one that has been read are ready', () => {
    const other = { service: 'geminidb' as const, ...WEST };
    const nowhere = { ...other, head: { ...other, ...stuck('no_host') } };
    expect(readyFor([survey(WEST, FRESH), nowhere], ASKED)).toEqual({ is: 'ready', gaps: [] });
  });

  test('of one place that cannot be read refuse the plan of all, and every such place is named', () => {
    const refused = readyFor([survey(WEST, FRESH), survey(ASIA, stuck('no_right'))], ASKED);
    expect(refused).toEqual({
      is: 'refused',
      reason: `not read: gaussdb in ${ASIA.region} ${ASIA.project}: it is no_right`,
    });
  });

  test('of lists that show less than they tell of are ready, and that is said', () => {
    const { started_at } = FRESH.complete;
    expect(readyFor([survey(WEST, complete(started_at, { unlisted: 2, nameless: 1 }))], ASKED)).toMatchObject(
      {
        gaps: [expect.stringContaining('tells of 2 more'), expect.stringContaining('has 1 without an id')],
      },
    );
  });
});
