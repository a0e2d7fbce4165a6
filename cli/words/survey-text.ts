import { surveyName } from '../../shared/desk/fleet-words.ts';
import type { SurveyHead } from '../../shared/fleet/survey/rows.ts';
import type { Surveyed } from '../../shared/fleet/survey/survey-places.ts';
import { labelOf } from '../../shared/huawei/services/services.ts';
import { howLong } from '../../shared/values/time/how-long.ts';
import { MINUTE } from '../../shared/values/time/units.ts';
import { alignedText } from './table-text.ts';

/** How long reading takes at a pace. */
const took = (reads: number, aMinute: number) => howLong((reads / aMinute) * MINUTE);

/** How long the passes take that a run is about to make, as far as their last ones tell. */
export function beforehandText(heads: readonly (SurveyHead | undefined)[], aMinute: number): string {
  const known = heads.flatMap((head) => {
    const reads = (head?.complete?.reads ?? 0) - (head?.pass?.reads ?? 0);
    return head?.complete?.reads === undefined ? [] : [Math.max(0, reads)];
  });
  const fresh = heads.length - known.length;
  const longest = Math.max(0, ...known);
  return [
    ...(known.length > 0
      ? [
          `About ${longest} reads are left of the longest survey: ${took(longest, aMinute)} at ${aMinute} a minute.`,
        ]
      : []),
    ...(fresh > 0
      ? [
          `${fresh} of ${heads.length} surveys have no complete pass yet: how long they take is said once their lists tell.`,
        ]
      : []),
    'It may be interrupted at any time: what was read is kept, and the next run goes on from there.',
    '',
  ].join('\n');
}

/** How far a pass is; empty where its list was not reached yet. */
export function progressText(head: SurveyHead, aMinute: number): string {
  const { total, reads = 0, listed, cursor } = head.pass ?? {};
  if (listed) return `${surveyName(head)}: the list is read; what it did not show is asked for by its id\n`;
  if (!cursor || cursor.offset === 0 || total === undefined) return '';
  const left = ((total - cursor.offset) * reads) / cursor.offset;
  return `${surveyName(head)}: ${cursor.offset} of ${total} instances, about ${took(Math.max(0, left), aMinute)} left\n`;
}

/** What became of a survey, in words. */
function stateOfSurvey({ did, head }: Surveyed): string {
  const { stuck, complete } = head;
  if (stuck?.kind === 'no_host') return 'no such service in this region';
  if (did === 'completed') {
    const more = [
      ...(complete?.nameless ? [`${complete.nameless} without a readable id`] : []),
      ...(complete?.unlisted ? [`${complete.unlisted} more that the list told of and did not show`] : []),
    ];
    return ['complete', ...more].join(', ');
  }
  if (stuck) return 'could not be read';
  return did === 'at_it' ? 'another run is at it' : 'not complete';
}

const HEADS = ['service', 'region', 'project', 'met', 'changed', 'gone', 'reads', 'state'];

/** What a run did, a line a survey. */
export const surveyText = (surveyed: readonly Surveyed[], width: number): string =>
  alignedText(
    [
      HEADS,
      ...surveyed.map((one) => {
        const { service, region, project } = one.head;
        const counts =
          one.did === 'nothing' ? ['', '', '', ''] : [one.met, one.changed, one.gone, one.reads].map(String);
        return [labelOf(service), region, project, ...counts, stateOfSurvey(one)];
      }),
    ],
    width,
  );

/** Why surveys cannot go on, a line each. */
export const obstaclesText = (surveyed: readonly Surveyed[]): string =>
  surveyed
    .flatMap(({ head }) => (head.stuck ? [`${surveyName(head)}: ${head.stuck.reason}\n`] : []))
    .join('');

/** The same for programs, as one object. */
export function surveyJson(surveyed: readonly Surveyed[], failures: readonly string[]): string {
  const surveys = surveyed.map((one) => {
    const { service, region, project, complete, stuck } = one.head;
    const done = one.did === 'nothing' ? {} : (({ head: _, failures: __, ...counts }) => counts)(one);
    return { service, region, project, ...done, ...(complete && { complete }), ...(stuck && { stuck }) };
  });
  return `${JSON.stringify({ surveys, failures }, null, 2)}\n`;
}
