import { backupsOf } from '../../shared/desk/backups.ts';
import { forecastLine } from '../../shared/desk/forecast-words.ts';
import { gateLine, gateStanding } from '../../shared/desk/gate-standing.ts';
import type { WholeRollout } from '../../shared/desk/read-rollout.ts';
import { byItself, needsOf } from '../../shared/desk/rollout-needs.ts';
import { isOverRun, leftOutCounts, targetStanding } from '../../shared/desk/rollout-targets.ts';
import { sizeOf, stateText, tallyOf, waveText, wholeTally } from '../../shared/desk/rollouts.ts';
import type { WayBack } from '../../shared/desk/taking-back.ts';
import type { RolloutHead } from '../../shared/fleet/rollout/rollout.ts';
import { redact } from '../../shared/values/redact.ts';
import { utc } from '../../shared/values/time/instant.ts';
import { commandText, type Here } from '../../shared/words/command-text.ts';
import { backupsMarkdown } from './backups-text.ts';
import { forecastFields } from './forecast-record.ts';
import { approvalText, targetRows } from './rollout-text.ts';
import { csvText, markdownText } from './table-text.ts';

const time = (at: number | undefined) => (at === undefined ? undefined : utc(at));

/** A rollout as programs take it: times in RFC 3339. */
export const rolloutFields = (head: RolloutHead, now: number) => ({
  rollout: head.id,
  fleet: head.fleet,
  state: head.state,
  why: head.why?.reason,
  decision: head.decision,
  hash: head.hash,
  asked_by: head.asked.by,
  asked_at: utc(head.asked.at),
  planned_at: time(head.planned_at),
  good_until: time(head.good_until),
  targets: sizeOf(head),
  tally: wholeTally(head),
  waves: head.waves.map((wave, index) => ({
    name: wave.name,
    state: wave.state,
    stands: waveText(head, index, now),
    targets: wave.size,
    ...tallyOf(head, index),
    at_once: wave.at_once,
    ramp: wave.ramp,
    stop_after: wave.stop_after,
    enough: wave.enough,
    gate: wave.gate,
    gate_stands: gateStanding(head, index, now),
    approval: approvalText(head, index),
    bake_until: time(wave.bake_until),
  })),
  approvals: head.approvals.map(({ by, said_by, at, wave, because }) => ({
    by,
    said_by,
    at: utc(at),
    wave,
    because,
  })),
  holds: Object.entries(head.holds).map(([target, { until, by, because }]) => ({
    target,
    until: utc(until),
    by,
    because,
  })),
  needs_you: needsOf(head, now).map(({ sentence }) => sentence),
  ends_by_itself: byItself(head, now),
});

/** The whole of it as one object. */
export function rolloutJson(
  { head, targets, left_out, log, forecast, back }: WholeRollout,
  now: number,
  here: Here,
): string {
  const whole = {
    ...rolloutFields(head, now),
    forecast: forecast && forecastFields(forecast),
    each: targets.map((row) => ({
      target: row.target,
      instance: row.instance,
      name: row.name,
      owner: row.owner,
      region: row.region,
      project_id: row.project,
      wave: head.waves[row.wave]?.name,
      operation: row.operation,
      from: row.from,
      to: row.to,
      ...targetStanding(row, head, now),
      attempt: row.attempt,
      released_at: time(row.released_at),
      ended_at: time(row.ended_at),
      over_ran_at: time(row.over_ran),
      take_back: backFields(back?.each.get(row.target), here),
    })),
    take_back: back && { first: back.first, not: back.not },
    over_run: targets.filter(isOverRun).length,
    backups: backupsOf(targets),
    left_out: left_out.map(({ target, operation, code, reason }) => ({ target, operation, code, reason })),
    log: log.map(({ at, by, sentence }) => ({ at: utc(at), by, sentence })),
  };
  return `${JSON.stringify(redact(whole), null, 2)}\n`;
}

const backFields = (way: WayBack | undefined, here: Here) =>
  way && ('not' in way ? way : { command: commandText(way.command, here), proposed: way.proposed });

const gateCell = (head: RolloutHead, index: number, now: number): string => {
  const gate = gateStanding(head, index, now);
  return gate ? gateLine(gate) : '';
};

/** A line a target, what the plan leaves out among them. */
function rolloutRows({ head, targets, left_out }: WholeRollout, now: number): string[][] {
  const out = left_out.map(({ target, operation = '', region, reason }) => [
    'left out',
    target,
    '',
    '',
    operation,
    '',
    '',
    region,
    '',
    reason,
  ]);
  return [...targetRows(targets, head, now, ''), ...out];
}

/** A line a target; the last column has the gate of its wave, which no other line of a table of targets has. */
export const rolloutCsv = (whole: WholeRollout, now: number): string => {
  const { head, targets } = whole;
  const gates = head.waves.map((_, index) => gateCell(head, index, now));
  const cells = ['gate of its wave', ...targets.map(({ wave }) => gates[wave] ?? '')];
  return csvText(rolloutRows(whole, now).map((row, index) => [...row, cells[index] ?? '']));
};

/** As Markdown: where it stands, its waves, what is left out and every target. */
export function rolloutMarkdown(whole: WholeRollout, now: number): string {
  const { head, targets, left_out, forecast } = whole;
  return [
    markdownText([
      ['rollout', 'fleet', 'state', 'why', 'hash', 'good until'],
      [
        head.id,
        head.fleet,
        stateText(head),
        head.why?.reason ?? '',
        head.hash ?? '',
        time(head.good_until) ?? '',
      ],
    ]),
    markdownText([
      ['wave', 'targets', 'well', 'badly', 'at work', 'waiting', 'left', 'approval', 'gate', 'stands'],
      ...head.waves.map((wave, index) => {
        const { well, badly, at_work, waiting, left } = tallyOf(head, index);
        const counts = [wave.size, well, badly, at_work, waiting, left].map(String);
        return [
          wave.name,
          ...counts,
          approvalText(head, index),
          gateCell(head, index, now),
          waveText(head, index, now),
        ];
      }),
    ]),
    ...(forecast ? [markdownText([['forecast'], [forecastLine(forecast)]])] : []),
    ...(left_out.length > 0
      ? [
          markdownText([
            ['left out', 'because'],
            ...leftOutCounts(left_out).map(({ count, words }) => [String(count), words]),
          ]),
        ]
      : []),
    ...backupsMarkdown(targets),
    markdownText(rolloutRows(whole, now)),
  ].join('\n');
}
