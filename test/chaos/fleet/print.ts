import { iso } from '../../../shared/values/time/instant.ts';
import { HOUR } from '../../../shared/values/time/units.ts';
import { WHATS } from '../judge.ts';
import { FLEET_WHATS } from './broken.ts';
import type { FleetsPlayed } from './run.ts';

/** Of so many targets one must have been worked on: where nothing happens, nothing is wrong. */
const WORKED_ON = 5;

/** Whether the run shows what was promised. */
export const isGood = (played: FleetsPlayed): boolean =>
  played.wrongs.length === 0 && shortcomings(played).length === 0;

/** Why a run shows too little, even if nothing in it is wrong; a sentence each. */
export const shortcomings = ({ atRest, tally, taken, targets, seconds }: FleetsPlayed): string[] =>
  [
    !atRest && `not at rest after ${Math.round(seconds)} s: what is lost may only not have come yet`,
    tally.of('user locked') > 0 && 'the user of the cloud was locked, so that nothing could be sent',
    taken.length * WORKED_ON < targets &&
      `the cloud took ${taken.length} submissions, for ${targets} targets: it shows too little below ${targets / WORKED_ON}`,
  ].filter((sentence) => sentence !== false);

/** The figures of a run by name. */
export function fleetFigures(played: FleetsPlayed): Record<string, number> {
  const { finished, released, taken, backups, tally, wrongs, targets, fleets, told, passed, seconds } =
    played;
  const rows = finished.flatMap((one) => one.rows);
  const states = Map.groupBy(finished, ({ head }) => head.state);
  const results = Map.groupBy(rows, ({ state, result, left }) => result ?? left ?? state);
  const countOf = (name: string) => wrongs.filter(({ what }) => what === name).length;
  return {
    fleets,
    targets,
    'targets in approved plans': rows.length,
    'runs of steering': tally.of('runs of steer-rollouts'),
    'timers of steering that ran twice at once': tally.of('timers of steering that ran twice at once'),
    kills: tally.of('kills'),
    'owners back after their lease': tally.of('owners back after their lease'),
    'releases put on queues': tally.of('releases'),
    'submissions of releases': released.length,
    'accepted by the cloud': taken.length,
    'backups accepted by the cloud': backups.length,
    'messages about rollouts': told,
    ...Object.fromEntries([...FLEET_WHATS, ...WHATS].map((what) => [what, countOf(what)])),
    ...Object.fromEntries([...states].map(([state, some]) => [`rollouts ${state}`, some.length])),
    ...Object.fromEntries([...results].map(([result, some]) => [`targets ${result}`, some.length])),
    'time passed, h': Math.round((passed / HOUR) * 10) / 10,
    'wall time, s': Math.round(seconds),
  };
}

/** The table, and everything that was met. */
export function printFleets(played: FleetsPlayed): void {
  const { tally, finished } = played;
  console.log('');
  for (const [name, value] of Object.entries(fleetFigures(played)))
    console.log(`${name.padEnd(44)} ${value}`);
  console.log('');
  for (const { head } of finished) {
    const waves = head.waves.map(
      ({ name, state, size, counts }) => `${name} ${state} (${size}) ${JSON.stringify(counts)}`,
    );
    console.log(`${head.id}: ${head.state}, ${head.why?.reason ?? ''}: ${waves.join('; ')}`);
  }
  for (const [title, prefix] of [
    ['said', 'said '],
    ['decisions', 'decisions '],
    ['accidents', 'accident '],
    ['faults', 'fault '],
    ['endings', 'ending '],
    ['struck', 'struck '],
    ['weather', 'weather '],
    ['reports', 'status '],
    ['ended with errors', 'error '],
    ['not understood', 'odd '],
  ] as const) {
    const all = tally.under(prefix).map(([name, count]) => `${name} ${count}`);
    if (all.length > 0) console.log(`${title}: ${all.join(', ')}`);
  }
}

/** Up to ten cases of what must not be, with everything that happened to the request. */
export function printFleetWrongs({ wrongs, lives, finished }: FleetsPlayed, seed: number): void {
  for (const { what, request_id, detail } of wrongs.slice(0, 10)) {
    console.log(`\n${what}: ${request_id} (seed ${seed}), ${detail}`);
    const row = finished.flatMap(({ rows }) => rows).find(({ target }) => detail.includes(target));
    if (row) console.log(`  ${JSON.stringify({ ...row, intent: undefined, body: undefined })}`);
    const near = [...lives.all.keys()].filter(
      (id) =>
        id === request_id ||
        (request_id.startsWith('fleet/') && id.startsWith(request_id.replace(/\d+$/, ''))),
    );
    for (const id of near) {
      const life = lives.all.get(id);
      console.log(`  ${id}: ${JSON.stringify(life?.script)}`);
      for (const event of life?.events ?? []) console.log(`  ${event}`);
    }
  }
  if (wrongs.length > 10) console.log(`\n… and ${wrongs.length - 10} more`);
  console.log(`\nnow ${iso(Date.now())}`);
}
