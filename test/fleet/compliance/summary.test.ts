import { expect, test } from '@jest/globals';
import type { State } from '../../../shared/fleet/compliance/state.ts';
import { type JudgedTarget, summaryOf } from '../../../shared/fleet/compliance/summary.ts';
import { cannotTell, NO, YES } from '../../../shared/fleet/selectors/match.ts';
import type { ServiceName } from '../../../shared/huawei/services/services.ts';

const maybe = cannotTell('its tags were not read');
const target = (
  name: string,
  service: ServiceName,
  state: State,
  fleets: JudgedTarget['fleets'],
  since?: number,
): JudgedTarget => ({ target: name, service, state, fleets, why: [], ...(since !== undefined && { since }) });
const in_ = (name: string) => ({ name, match: YES });
const counts = (up_to_date: number, due: number, overdue: number, not_known: number) => ({
  up_to_date,
  due,
  overdue,
  not_known,
});

test('everything is counted whole, by service and by fleet; what is in none, or may be, stands apart', () => {
  const targets = [
    target('a', 'gaussdb', 'overdue', [in_('monthly')], 100),
    target('b', 'gaussdb', 'due', [in_('monthly'), in_('fix')], 50),
    target('c', 'geminidb', 'up_to_date', [{ name: 'monthly', match: NO }], 1),
    target('d', 'geminidb', 'not_known', [{ name: 'monthly', match: maybe }]),
    target('e', 'geminidb', 'not_known', [in_('fix'), { name: 'monthly', match: maybe }], 70),
  ];
  expect(summaryOf(targets, ['monthly', 'fix', 'nobody'])).toEqual({
    all: { ...counts(1, 1, 1, 2), oldest: { target: 'b', since: 50 } },
    services: {
      gaussdb: { ...counts(0, 1, 1, 0), oldest: { target: 'b', since: 50 } },
      geminidb: { ...counts(1, 0, 0, 2), oldest: { target: 'e', since: 70 } },
    },
    fleets: {
      monthly: { ...counts(0, 1, 1, 0), oldest: { target: 'b', since: 50 } },
      fix: { ...counts(0, 1, 0, 1), oldest: { target: 'b', since: 50 } },
      nobody: counts(0, 0, 0, 0),
    },
    in_no_fleet: counts(1, 0, 0, 0),
    fleet_not_known: counts(0, 0, 0, 1),
  });
});

test('of nothing there is nothing', () => {
  expect(summaryOf([], [])).toEqual({
    all: counts(0, 0, 0, 0),
    services: {},
    fleets: {},
    in_no_fleet: counts(0, 0, 0, 0),
    fleet_not_known: counts(0, 0, 0, 0),
  });
});
