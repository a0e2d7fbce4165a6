import { BILLED } from '../../shared/desk/backups.ts';
import { gateText } from '../../shared/desk/gate-text.ts';
import { wordsOf } from '../../shared/fleet/plan/left-out.ts';
import type { ShownChanges, ShownPlan, ShownStep, ShownWave } from '../../shared/fleet/plan/shown.ts';
import { howMany } from '../../shared/values/how-many.ts';
import { redactText } from '../../shared/values/redact.ts';
import { howLong } from '../../shared/values/time/how-long.ts';
import { utc } from '../../shared/values/time/instant.ts';
import { bothTimes } from '../../shared/words/both-times.ts';
import { oneLine } from '../../shared/words/one-line.ts';
import { folded } from './folded.ts';
import { alignedText } from './table-text.ts';

/** A plan for the person who approves it: its waves, what they bring, what is left out, what changed; `width` in cells. */
export function fleetPlanText(plan: ShownPlan, now: number, width: number): string {
  const lines = (texts: readonly string[]) =>
    texts.map((text) => `${folded(oneLine(redactText(text)), width, 2)}\n`).join('');
  return [
    lines(headLines(plan)),
    '\n',
    alignedText([WAVE_HEADS, ...plan.waves.map(waveCells)], width),
    '\n',
    alignedText([STEP_HEADS, ...plan.steps.map((step) => stepCells(step, now))], width),
    '\n',
    lines([...leftLines(plan), ...(plan.changes ? changeLines(plan.changes) : []), ...noteLines(plan)]),
  ].join('');
}

/** The first 16 digits of a hash, in fours, as a person types them. */
const digits = (hash: string): string => (hash.slice(0, 16).match(/.{4}/g) ?? []).join(' ');

function headLines({
  id,
  fleet,
  state,
  hash,
  planned_at,
  good_until,
  targets,
  left_out,
}: ShownPlan): string[] {
  const out = left_out.reduce((sum, { targets: some }) => sum + some.length, 0);
  const times = [
    ...(planned_at === undefined ? [] : [`made ${utc(planned_at)}`]),
    ...(good_until === undefined ? [] : [`good until ${utc(good_until)}`]),
  ];
  return [
    [`plan ${hash === undefined ? 'without a hash' : digits(hash)}`, `fleet ${fleet}`, state, ...times].join(
      ', ',
    ),
    `rollout ${id}: ${howMany(targets, 'target')}, ${out} left out`,
  ];
}

const WAVE_HEADS = [
  'wave',
  'targets',
  'at once',
  'enough',
  'stops after',
  'bake',
  'windows',
  'opens next',
  'approval',
];

const waveCells = (wave: ShownWave): string[] => [
  wave.name,
  String(wave.size),
  [...wave.ramp, wave.at_once].join(', then '),
  `${wave.enough}%`,
  String(wave.stop_after),
  wave.bake_ms === 0 ? '-' : howLong(wave.bake_ms),
  wave.windows.join(', ') || '-',
  wave.opens ? bothTimes(wave.opens.at, wave.opens.region) : wave.size === 0 ? '-' : 'never',
  wave.needs === 0 ? 'none' : String(wave.needs),
];

const STEP_HEADS = ['operation', 'engine', 'from', 'to', 'targets', 'offered for'];

function stepCells({ operation, engine = '-', from, to, targets, since }: ShownStep, now: number): string[] {
  return [operation, engine, from, to, String(targets), since ? agesText(since, now) : '-'];
}

function agesText({ first, last }: { readonly first: number; readonly last: number }, now: number): string {
  const [shortest, longest] = [howLong(now - last), howLong(now - first)];
  return shortest === longest ? longest : `${shortest} to ${longest}`;
}

/** As many as a person reads of each. */
const MOST = 3;

function leftLines({ left_out }: ShownPlan): string[] {
  if (left_out.length === 0) return ['nothing is left out'];
  return left_out.flatMap(({ code, targets }) => [
    `left out ${targets.length} ${wordsOf(code)}`,
    ...(code === 'up_to_date'
      ? []
      : targets.slice(0, MOST).map(({ target, reason }) => `  ${target}: ${reason}`)),
    ...(code !== 'up_to_date' && targets.length > MOST ? [`  and ${targets.length - MOST} more`] : []),
  ]);
}

function changeLines({ selected_before, added, removed, otherwise }: ShownChanges): string[] {
  const some = (ids: readonly string[]) =>
    ids.length > MOST ? `${ids.slice(0, MOST).join(', ')} and ${ids.length - MOST} more` : ids.join(', ');
  return [
    `last plan: ${howMany(selected_before, 'target')} (+${added.length} -${removed.length})`,
    ...(added.length > 0 ? [`  not in it: ${some(added)}`] : []),
    ...(removed.length > 0 ? [`  in it alone: ${some(removed)}`] : []),
    ...(otherwise.length > 0 ? [`  in another wave, or from or to another version: ${some(otherwise)}`] : []),
  ];
}

function noteLines({ waves, backups, without_owner, longest_group }: ShownPlan): string[] {
  const untried = waves.slice(1).filter((wave) => wave.untried > 0);
  return [
    ...waves.flatMap(({ name, gate }) => (gate ? [`gate of ${name}: ${gateText(gate)}`] : [])),
    ...(backups > 0 ? [`${howMany(backups, 'backup')} made before: ${BILLED}`] : []),
    ...untried.map(
      (wave) => `${wave.name}: ${howMany(wave.untried, 'target')} with a version that no wave before tries`,
    ),
    ...(longest_group
      ? [`longest group: ${longest_group.group}, ${longest_group.targets} targets, one after another`]
      : []),
    ...(without_owner > 0 ? [`without an owner: ${without_owner}`] : []),
  ];
}
