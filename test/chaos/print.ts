import { HELD_FROZEN } from './deliveries.ts';
import { type Judgement, WHATS, type Wrong } from './judge.ts';
import { LOGIN, type Played } from './run.ts';

/** The figures of a run by name. */
export function figuresOf({
  evidence,
  judgement,
  ends,
  tally,
  seconds,
  memory,
}: Played): Record<string, number> {
  const { sent, accepted, lives } = evidence;
  const clean = sent.filter(
    ({ request_id, copies, shape }) =>
      copies === 1 && shape === 'plain' && lives.get(request_id)?.script.scenario === 'nothing wrong',
  );
  const mean = (some: readonly { request_id: string }[]) => {
    const sum = some.reduce((all, { request_id }) => all + (lives.get(request_id)?.writes ?? 0), 0);
    return Math.round((100 * sum) / Math.max(1, some.length)) / 100;
  };
  const isFrugal = ({ request_id }: { request_id: string }) => (lives.get(request_id)?.writes ?? 0) <= 2;
  return {
    intents: sent.length,
    targets: sent.reduce((sum, { targets }) => sum + targets.length, 0),
    deliveries: tally.of('deliveries'),
    kills: tally.of('kills'),
    'time-outs': tally.of('time-outs'),
    'owners back after their lease': tally.of('owners back after their lease'),
    'cloud calls': tally.under('call ').reduce((sum, [, count]) => sum + count, 0),
    'cloud submissions': tally.of('submissions'),
    'accepted by the cloud': accepted.length,
    ...Object.fromEntries(WHATS.map((what) => [what, countOf(judgement, what)])),
    'unknown left': judgement.unknown.accepted + judgement.unknown.not + judgement.unknown.shared,
    '  of these done by the cloud': judgement.unknown.accepted,
    '  of these not done': judgement.unknown.not,
    '  of these on a shared instance': judgement.unknown.shared,
    'targets accepted in the ledger': judgement.ends.get('accepted') ?? 0,
    'targets refused or not sent': judgement.ends.get('refused') ?? 0,
    'targets of intents never taken': judgement.ends.get('none') ?? 0,
    'alarms: two jobs for one target': judgement.conflicts,
    'requests with a dead letter': evidence.dead.size,
    'requests with two or more': judgement.deadTwice,
    'logins with a wrong password': tally.of('logins with a wrong password'),
    'user locked': tally.of('user locked'),
    'ledger writes': tally.of('ledger writes'),
    'ledger writes a request': mean(evidence.entries),
    '  where nothing went wrong': mean(clean),
    '  of these with two or less, %': Math.round(
      (100 * clean.filter(isFrugal).length) / Math.max(1, clean.length),
    ),
    '  for the locks of instances': tally.of('ledger writes: lock'),
    '  for following jobs': tally.of('ledger writes: follow'),
    'jobs followed': [...ends.counts.values()].reduce((sum, count) => sum + count, 0),
    ...Object.fromEntries([...ends.counts].map(([end, count]) => [`  ${end}`, count])),
    '  their line lost with a process': ends.unprinted,
    'looks at requests with jobs': tally.of('looks delivered'),
    'events handed over': tally.of('events handed over'),
    'reports of a lock that is held': tally.of('reports of a lock that is held'),
    [HELD_FROZEN]: tally.of(HELD_FROZEN),
    'reports of a stop by preflight': tally.of('reports of a stop by preflight'),
    'wall time, s': Math.round(seconds),
    'memory of the stand-ins, MB': Math.round(memory.own / 2 ** 20),
    'memory of the functions, MB': Math.round(memory.functions / 2 ** 20),
  };
}

/** How often something happened that must not. */
const countOf = ({ wrongs }: Judgement, what: (typeof WHATS)[number]): number =>
  wrongs.filter((wrong) => wrong.what === what).length;

/** Whether the run shows what was promised. */
export const isGood = ({ judgement, tally, atRest, freezes }: Played): boolean =>
  (!freezes || tally.of(HELD_FROZEN) > 0) &&
  judgement.wrongs.length === 0 &&
  atRest &&
  tally.of('user locked') === 0;

/** The table, the faults that were met, and what the figures do not cover. */
export function printRun(played: Played): void {
  const { tally, evidence } = played;
  console.log('');
  for (const [name, value] of Object.entries(figuresOf(played))) console.log(`${name.padEnd(36)} ${value}`);
  const scenarios = new Map<string, number>();
  for (const { script } of evidence.lives.values()) {
    if (script.scenario !== 'sweep')
      scenarios.set(script.scenario, (scenarios.get(script.scenario) ?? 0) + 1);
  }
  const list = (title: string, some: Iterable<readonly [string, number]>) => {
    const all = [...some].map(([name, count]) => `${name} ${count}`);
    if (all.length > 0) console.log(`${title}: ${all.join(', ')}`);
  };
  console.log('');
  list('scripts', scenarios);
  for (const [title, prefix] of [
    ['faults', 'fault '],
    ['endings', 'ending '],
    ['struck', 'struck '],
    ['weather', 'weather '],
    ['sent', 'sent '],
    ['reports', 'status '],
    ['ended with errors', 'error '],
    ['not understood', 'odd '],
  ] as const) {
    list(title, tally.under(prefix));
  }
  for (const name of [
    'repeated by the sender',
    'given up by the sender',
    'messages made visible early',
    'ledger writes that lost a race',
    'dead letters moved by the queue itself',
  ])
    if (tally.of(name) > 0) console.log(`${name}: ${tally.of(name)}`);
  console.log(
    '\nnot covered: a schedule-task (hotfix) that the cloud lists later than our margin, or never, would be sent again: its\n' +
      'absence is inferred from a complete list, the vendor promises no time within which a task is listed.',
  );
}

const NOT_YET: readonly Wrong['what'][] = ['lost', 'no end', 'not announced'];

/** Up to ten cases of what must not be, with everything that happened to the request. */
export function printWrongs({ judgement, evidence, tally }: Played, seed: number): void {
  const { lives } = evidence;
  const tell = (request_id: string) => {
    const life = lives.get(request_id);
    console.log(`  ${request_id}: ${JSON.stringify(life?.script)}`);
    for (const event of life?.events ?? []) console.log(`  ${event}`);
  };
  // What has not come yet at the end of a run that was cut short may be no wrong at all: it is shown last.
  const notYet = ({ what }: Wrong) => Number(NOT_YET.includes(what));
  const gravestFirst = judgement.wrongs.toSorted((one, other) => notYet(one) - notYet(other));
  for (const { what, request_id, detail, others = [] } of gravestFirst.slice(0, 10)) {
    console.log(`\n${what}: ${request_id} (seed ${seed}), ${detail}`);
    const parts = [...lives.keys()].filter((id) => id.startsWith(`${request_id}/`));
    for (const id of [request_id, ...others, ...parts]) tell(id);
  }
  if (judgement.wrongs.length > 10) console.log(`\n… and ${judgement.wrongs.length - 10} more`);
  if (tally.of('user locked') === 0) return;
  console.log('\nthe user was locked by logins with a wrong password:');
  tell(LOGIN);
}
