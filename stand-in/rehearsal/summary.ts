import { catalog } from '../../functions/catalog.ts';
import type { Entry } from '../../shared/ledger/entry/entry.ts';
import type { Outcome } from '../../shared/terms/outcome.ts';
import { align } from './align.ts';
import type { Played, PlayedWave } from './play.ts';
import { type DeadLetters, type Result, resultsOf } from './results.ts';
import { callsOf, targetsOf } from './totals.ts';

const COLUMNS = ['operation', 'targets', 'accepted', 'done', 'refused', 'unknown', 'not sent'] as const;
const WIDTH = 80;

/** What was asked for, what became of it, and what the cloud did, in lines that a person can read at a glance. */
export function summary(waves: readonly PlayedWave[], dead: DeadLetters): string[] {
  const played = waves.flatMap((wave) => wave.played);
  const lasts = played.map((one) => ({ one, results: resultsOf(one, dead).filter(({ last }) => last) }));
  const rows = catalog.map(({ name }) => rowOf(name, outcomesOf(lasts, name)));
  const whole = lasts.flatMap(({ results }) => results).filter(({ report }) => report.outcomes.length === 0);
  const followed = waves.filter(({ wave }) => wave.followed).flatMap(({ entries }) => entries);
  const submissions = waves.reduce((sum, wave) => sum + wave.submissions.length, 0);
  const calls = callsOf(waves);
  return [
    'What became of the targets, by operation',
    '',
    ...align(COLUMNS, 'operation', rows, WIDTH),
    '',
    `Intents: ${played.length} for ${targetsOf(waves)} targets, ${whole.length} of them turned away whole.`,
    `Calls: ${submissions} reached the cloud, which took ${calls} and refused or never read ${submissions - calls}.`,
    'Jobs that were followed, and how they ended:',
    ...catalog.flatMap(({ name }) => endsOf(name, followed)),
  ];
}

interface Last {
  readonly one: Played;
  readonly results: readonly Result[];
}

const outcomesOf = (lasts: readonly Last[], operation: string): Outcome[] =>
  lasts
    .filter(({ one }) => one.scene.operation === operation)
    .flatMap(({ results }) => {
      const outcomes = results
        .flatMap(({ report }) => report.outcomes)
        .filter(({ code }) => code !== 'sent_on');
      // The last that was said of a target stands.
      return [...new Map(outcomes.map((outcome) => [outcome.target, outcome])).values()];
    });

function rowOf(operation: string, outcomes: readonly Outcome[]): Record<(typeof COLUMNS)[number], string> {
  const of = (verdict: Outcome['verdict']) =>
    String(outcomes.filter((outcome) => outcome.verdict === verdict).length);
  return {
    operation,
    targets: String(outcomes.length),
    accepted: of('accepted'),
    done: of('already_done'),
    refused: of('rejected'),
    unknown: of('unknown'),
    'not sent': of('not_sent'),
  };
}

function endsOf(operation: string, entries: readonly Entry[]): string[] {
  const ends = entries
    .filter((entry) => entry.operation === operation)
    .flatMap(({ jobs = [] }) => jobs.map(({ end }) => end?.end.replaceAll('_', ' ') ?? 'still open'));
  const counts = [...Map.groupBy(ends, (end) => end)].map(([end, all]) => `${all.length} ${end}`);
  return counts.length > 0 ? [`  ${operation}: ${counts.join(', ')}`] : [];
}

/** What to look at next. */
export const NEXT = [
  'Look at next',
  '  npm start -- --verbose  every outcome with its reason, every end, raw log lines',
  '  npm start -- --keep     all of it left up, with commands to try',
];
