import { isApproved } from '../../shared/fleet/rollout/approval.ts';
import type { Facts } from '../../shared/fleet/rollout/facts.ts';
import type { Counts, RolloutHead, RolloutWave } from '../../shared/fleet/rollout/rollout.ts';
import { type RolloutTarget, targetKey } from '../../shared/fleet/rollout/target.ts';
import { readReleaseId } from '../../shared/terms/release.ts';
import { DAY } from '../../shared/values/time/units.ts';
import { type Hours, isOpen, openingOf } from './rollouts.ts';
import type { Table } from './table.ts';

/** A promise that was broken. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

function promise(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Broken(what);
}

const flightsOf = ({ in_flight }: RolloutHead) =>
  new Map(in_flight.map((one) => [`${one.sk}/${one.attempt}`, one]));

/** A head that was written over another. */
export function judgeHead(before: RolloutHead, after: RolloutHead): void {
  const known = flightsOf(before);
  const fresh = after.in_flight.filter(({ sk, attempt }) => !known.has(`${sk}/${attempt}`));
  const groups = [...after.in_flight, ...after.kept].flatMap((one) => one.groups);
  promise(new Set(groups).size === groups.length, 'two of a group at work in one rollout');
  promise(after.in_flight.length + after.kept.length < 200, 'more in flight than a head holds');
  after.waves.forEach((wave, index) => {
    const kept = after.kept.filter((one) => one.wave === index).length;
    const flying = after.in_flight.filter((one) => one.wave === index).length;
    const isFresh = fresh.some((one) => one.wave === index);
    promise(
      !isFresh || kept + flying <= Number(wave.at_once),
      `${kept + flying} at work, ${wave.at_once} may be`,
    );
    const sum = Object.values(wave.counts).reduce((total, count) => total + count, 0);
    promise(sum + flying <= wave.size, `wave of ${wave.size} counts ${sum} and has ${flying} in flight`);
  });
  for (const wave of after.waves.filter(({ state }) => state === 'open')) {
    promise(
      !isSpent(wave) || (after.state !== 'running' && after.state !== 'approved'),
      `${badIn(wave)} of ${wave.name} ended badly, and it is ${after.state}`,
    );
  }
  if (fresh.length === 0) return;
  promise(after.state === 'running', `reserved while ${after.state}`);
  for (const { wave: index, sk } of fresh) {
    const wave = after.waves[index];
    promise(wave?.state === 'open', `${sk} reserved while its wave is ${wave?.state}`);
    promise(
      after.waves.slice(0, index).every(({ state }) => state === 'passed'),
      `${sk} reserved before its turn`,
    );
    promise(isApproved(after, index), `${sk} reserved without approval`);
    promise(!isSpent(wave), `${sk} reserved after ${badIn(wave)} bad ends`);
  }
}

function badIn({ counts }: RolloutWave): number {
  const { failed = 0, completed_unchanged = 0, timed_out = 0, unknown = 0, two_jobs = 0 } = counts;
  return failed + completed_unchanged + timed_out + unknown + two_jobs;
}

/** Whether a wave has used up its budget, where that is a number; of a share the pace's own tests tell. */
const isSpent = (wave: RolloutWave): boolean =>
  typeof wave.stop_after === 'number' && badIn(wave) >= wave.stop_after;

/** A head of which a step wrote these rows before: a wave is not over to which a target has just come back. */
export function judgeSettled(before: RolloutHead, after: RolloutHead, back: readonly RolloutTarget[]): void {
  for (const { wave: index, target } of back) {
    const [was, is] = [before.waves[index]?.state, after.waves[index]?.state];
    promise(was !== 'open' || is === 'open', `${target} came back to a wave that is ${is}`);
  }
}

/** A head that a step wrote over another, by what it knew of alarms: no gate opens by itself that should not. */
export function judgeGates(before: RolloutHead, after: RolloutHead, alarms: Facts['alarms']): void {
  for (const [index, wave] of before.waves.entries()) {
    const { gate, words = [], started_at, baseline, bake_until = 0 } = wave;
    const isNowPassed = wave.state !== 'passed' && after.waves[index]?.state === 'passed';
    const hasBegun = started_at === undefined && after.waves[index]?.started_at !== undefined;
    if (gate?.alarms && hasBegun) {
      promise(after.waves[index]?.baseline !== undefined, `${wave.name} started without a baseline`);
    }
    if (!gate || !isNowPassed) continue;
    promise(wave.state === 'settled', `${wave.name} passed by itself while ${wave.state}`);
    const said = (verb: string, by: string) => words.some((one) => one.verb === verb && one.by === by);
    promise(!words.some(({ verb }) => verb === 'veto'), `${wave.name} passed against a veto`);
    promise(!words.some(({ by }) => by === 'webhook:stranger'), `${wave.name} heard a stranger`);
    promise(!gate.needs || said('confirm', 'webhook:smoke'), `${wave.name} passed unconfirmed`);
    if (!gate.alarms || started_at === undefined) continue;
    const known = baseline && 'records' in baseline ? baseline.records : undefined;
    promise(known !== undefined, `${wave.name} passed without a baseline`);
    const read = alarms && 'firing' in alarms && alarms.at >= bake_until ? alarms.firing : undefined;
    promise(read !== undefined, `${wave.name} passed although nobody knows what fires`);
    const fresh = read.filter(({ record }) => !known.includes(record));
    promise(fresh.length === 0, `${wave.name} passed although ${fresh.length} alarms are new`);
  }
}

/** What people were told ahead by a head that was written over another. */
export function judgeNotices(before: RolloutHead, after: RolloutHead): void {
  const fresh = after.outbox.slice(before.outbox.length).filter(({ kind }) => kind === 'notice_ahead');
  promise(new Set(fresh.map(({ wave }) => wave)).size === fresh.length, 'told twice of a wave in one write');
  for (const { wave: name = '', at } of fresh) {
    const wave = after.waves.find((one) => one.name === name);
    const [was, is] = [before.ahead?.[name], after.ahead?.[name]];
    promise(after.state === 'approved' || after.state === 'running', `told ahead while ${after.state}`);
    promise(wave !== undefined && wave.started_at === undefined, `told ahead of ${name} that has started`);
    const isHeldUp = after.waves
      .slice(0, wave ? after.waves.indexOf(wave) : 0)
      .some(({ state }) => state === 'at_gate');
    promise(!isHeldUp, `told ahead of ${name} behind a gate`);
    promise(is !== undefined && is.starts > at, `told ahead of ${name} for a time that is over`);
    const isMoved = was !== undefined && dayOf(was.starts) !== dayOf(is.starts);
    const isNext = (is.step ?? Number.POSITIVE_INFINITY) < (was?.step ?? Number.POSITIVE_INFINITY);
    promise(isMoved || isNext, `told again of ${name} for the same day and step`);
  }
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** A row that was written over another, at a time (epoch ms). */
export function judgeRow(
  before: RolloutTarget,
  after: RolloutTarget,
  head: RolloutHead,
  hours: Hours,
  now: number,
): void {
  const move = `${before.state} to ${after.state}`;
  const isFinal = before.state === 'ended' || before.state === 'left';
  if (isFinal) {
    const word = head.directed?.find(({ sk }) => sk === targetKey(before));
    const isLearned = after.result === 'completed_unproven' && before.result !== after.result;
    const isSame =
      after.state === before.state && after.result === before.result && after.accepted === before.accepted;
    promise(word !== undefined || isLearned || isSame, `${move} without a word`);
  }
  const isWell =
    after.result === 'succeeded' || after.result === 'already_done' || after.result === 'completed_unproven';
  promise(
    after.state !== 'ended' || after.stage !== 'backup' || !isWell,
    `${after.target} ended well by its backup alone`,
  );
  if (after.state !== 'reserved') return;
  promise(before.state === 'waiting', move);
  promise(after.attempt > before.attempt, `attempt ${after.attempt} after ${before.attempt}`);
  promise(isOpen(hours, now), 'released outside its windows or in a freeze');
  promise(
    after.body !== undefined && readReleaseId(String(after.body.request_id))?.attempt === after.attempt,
    'no body',
  );
}

/** A backup that the cloud has completed, as it knows it itself; epoch ms. */
export interface MadeBackup {
  readonly released_at: number;
  readonly at: number;
}

/** A row whose release was written: no work without its own backup, younger than a day, and in another opening where it has to be. */
export function judgeBackup(
  { target, backup, stage, released_at = 0 }: RolloutTarget,
  made: MadeBackup | undefined,
  hours: Hours,
): void {
  if (!backup || stage === 'backup') return;
  promise(made !== undefined, `${target} released without a backup`);
  const age = released_at - made.at;
  promise(0 <= age && age < DAY, `${target} released ${age} ms after its backup`);
  const isSame = openingOf(hours, made.released_at) === openingOf(hours, released_at);
  promise(!backup.apart || !isSame, `${target} released in the opening of its backup`);
}

/** Work that begins, at a time; `others`: what is at work already. */
export function judgeStart(
  { rollout, row }: { rollout: string; row: RolloutTarget },
  others: readonly { rollout: string; row: RolloutTarget }[],
  table: Table,
): void {
  const head = table.heads.get(rollout)?.doc;
  const flight = head?.in_flight.find(({ sk }) => sk === targetKey(row));
  promise(flight?.attempt === row.attempt, `${row.target} begins and stands in no head`);
  for (const other of others) {
    const shared = other.row.groups.find((group) => row.groups.includes(group));
    promise(shared === undefined, `two at work of ${shared}: ${other.row.target} and ${row.target}`);
  }
  for (const [id, { doc }] of table.heads) {
    const kept =
      id === rollout
        ? undefined
        : doc.kept.find(({ groups }) => groups.some((group) => row.groups.includes(group)));
    promise(kept === undefined, `${row.target} begins while ${id} keeps ${kept?.sk}`);
  }
}

/** What is counted apart in the end: a rollout may be over before it has heard that a kept target is at rest. */
const TOLD_APART: readonly (readonly (keyof Counts)[])[] = [
  ['succeeded'],
  ['already_done'],
  ['failed'],
  ['completed_unchanged'],
  ['canceled_by_others'],
  ['accepted'],
  ['timed_out', 'unknown', 'two_jobs', 'completed_unproven'],
];

/** Everything once nothing moves any more. */
export function judgeEnd(table: Table): void {
  for (const [id, { doc: head }] of table.heads) {
    promise(
      head.clearing === undefined && head.in_flight.length + head.kept.length === 0,
      `${id} is not over: ${head.state}`,
    );
    const rows = (table.order.get(id) ?? []).flatMap((sk) => table.rows.get(`${id}/${sk}`)?.doc ?? []);
    for (const row of rows) {
      promise(
        row.state === 'ended' || row.state === 'left',
        `${row.target} is ${row.state} in a rollout that is ${head.state}`,
      );
    }
    head.waves.forEach(({ counts, backups = 0 }, wave) => {
      const made = rows.filter((row) => row.wave === wave).flatMap((row) => row.backups ?? []).length;
      promise(backups === made, `${id} counts ${backups} backups, and ${made} were made`);
      const ended = rows.filter((row) => row.wave === wave && row.state === 'ended');
      for (const hows of TOLD_APART) {
        const own = hows.reduce((sum, how) => sum + (counts[how] ?? 0), 0);
        const count = ended.filter((row) =>
          hows.includes(row.accepted ? 'accepted' : (row.result ?? 'accepted')),
        ).length;
        promise(own === count, `${id} counts ${own} as ${hows.join(' or ')}, and ${count} are`);
      }
    });
  }
}
