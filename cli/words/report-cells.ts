import { fleetsText, holdText, resultText, STATES, targetName } from '../../shared/desk/fleet-words.ts';
import type { Described } from '../../shared/fleet/compliance/described.ts';
import type { ReportedTarget } from '../../shared/fleet/compliance/judged-rows.ts';
import { serviceOf } from '../../shared/huawei/services/services.ts';
import { howLong } from '../../shared/values/time/how-long.ts';
import { utc } from '../../shared/values/time/instant.ts';

/** The heads of a table of targets for people. */
export const TARGET_HEADS = [
  'state',
  'name',
  'target',
  'owner',
  'current',
  'available',
  'since',
  'last result',
  'hold',
  'where',
  'fleet',
  'why not known',
];

/** What is shown of a target, in the order of the heads; `none` where there is nothing, `now` in epoch ms. */
export function targetCells(one: ReportedTarget, now: number, none: string): string[] {
  const { state, since, why } = one;
  const [name, target, owner, current, available, ...others] = describedCells(one, now, none);
  return [
    STATES[state],
    name,
    target,
    owner,
    current,
    available,
    since === undefined ? none : `${utc(since).slice(0, 10)} (${howLong(now - since)})`,
    ...others,
    fleetsText(one) || none,
    state === 'not_known' ? why.join('; ') : none,
  ];
}

type Cells = [string, string, string, string, string, string, string, string];

/** What is shown of a target that was not judged: name, target, owner, current, available, last result, hold, where. */
export function describedCells(one: Described, now: number, none: string): Cells {
  const { target, owner, current, available, last_result, holds, service, region } = one;
  return [
    targetName(one) ?? none,
    target,
    owner || none,
    current || none,
    available || none,
    last_result ? resultText(last_result, now) : none,
    holds.map(holdText).join('; ') || none,
    `${serviceOf(service).label} ${region}`,
  ];
}
