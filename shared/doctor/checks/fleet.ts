import { ageOf, stuckFor } from '../../fleet/survey/age.ts';
import { HEAD, type Survey, type SurveyHead, surveyKey } from '../../fleet/survey/rows.ts';
import { FLEET_INDEXES } from '../../platform/aws/indexes.ts';
import { openFleetTable } from '../../platform/platform.ts';
import { Ended } from '../../terms/errors.ts';
import { iso } from '../../values/time/instant.ts';
import { DAY, HOUR, MINUTE } from '../../values/time/units.ts';
import { type Check, configured, type Finding } from '../check.ts';
import { tableChecks } from './table.ts';

const group = 'fleets';

/** The table answers the survey's own reads. Adds the heads of the surveys, for the check after it. */
const table: Check = {
  group,
  name: 'fleet table',
  asks: 'Does the table of what is known of every instance answer?',
  needs: ['variables'],
  async look(context) {
    const name = configured(context).settings.FLEET_TABLE;
    if (!name) return { level: 'not_checked', says: 'FLEET_TABLE is not set: nothing is surveyed' };
    try {
      const fleet = openFleetTable(name);
      const items = await Promise.all(
        context.surveys.map((survey) => fleet.get({ pk: surveyKey(survey), sk: HEAD })),
      );
      const heads = items.flatMap((item) => (item ? [JSON.parse(item.doc) as SurveyHead] : []));
      return [{ level: 'ok', says: name }, { heads }];
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      return {
        level: 'broken',
        says: error.message,
        todo: 'check FLEET_TABLE, the AWS region and the AWS login',
      };
    }
  },
};

/** What every fleet is judged by is there, and no older than it should be. */
const surveys: Check = {
  group,
  name: 'surveys',
  asks: 'Is every place surveyed, and how old is what is known of it?',
  needs: ['fleet table'],
  look(context) {
    const { SURVEY_EVERY, deployed } = configured(context).settings;
    const heads = context.heads ?? [];
    if (heads.length === 0) {
      const says = 'no place was surveyed yet';
      return deployed ? { level: 'warning', says, ...RUN_ONE } : { level: 'not_checked', says };
    }
    return judged(context.surveys, heads, SURVEY_EVERY);
  },
};

/** It reads what is due now, and says what it cannot read. */
const RUN_ONE = { command: { command: 'survey', words: {}, options: {} } } as const;

function judged(wanted: readonly Survey[], heads: readonly SurveyHead[], every: number): Finding {
  const now = Date.now();
  const known = new Set(heads.map(surveyKey));
  const unsurveyed = wanted.filter((survey) => !known.has(surveyKey(survey)));
  const details = [
    ...heads.flatMap((head) => saidOf(head, every, now)),
    ...unsurveyed.map((survey) => `${nameOf(survey)}: not surveyed yet`),
  ];
  const oldest = Math.max(...heads.map((head) => ageOf(head, now)));
  const says = `${heads.length} surveys, the oldest began ${inWords(oldest)} ago`;
  const wrong =
    unsurveyed.length > 0 || heads.some((head) => stuckFor(head, now) > 0 || isOld(head, every, now));
  return wrong ? { level: 'warning', says, details, ...RUN_ONE } : { level: 'ok', says, details };
}

// As long as the alarm survey-old waits.
const isOld = (head: SurveyHead, every: number, now: number) => ageOf(head, now) > every + DAY;

function saidOf(head: SurveyHead, every: number, now: number): string[] {
  const { stuck } = head;
  if (stuck) return [`${nameOf(head)}: cannot be read since ${iso(stuck.since)}: ${stuck.reason}`];
  return isOld(head, every, now) ? [`${nameOf(head)}: ${inWords(ageOf(head, now))} old`] : [];
}

const nameOf = ({ service, region, project }: Survey) => `${service} in ${region}, project ${project}`;

const inWords = (ms: number) =>
  ms < 2 * HOUR ? `${Math.round(ms / MINUTE)} min` : `${Math.round(ms / HOUR)} h`;

/** What is kept of fleets, and how old it is. */
export const fleet: readonly Check[] = [
  table,
  ...tableChecks({
    group,
    answers: table.name,
    called: table.name,
    nameIn: ({ FLEET_TABLE }) => FLEET_TABLE,
    key: 'pk, sk',
    indexes: { [FLEET_INDEXES.due]: 'shard, due_at', [FLEET_INDEXES.overdue]: 'place, overdue_since' },
    madeBy: 'infra/aws/fleet.ts',
  }),
  surveys,
];
