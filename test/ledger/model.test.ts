import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { patchDatabases as operation } from '../../functions/patch-databases/operation.ts';
import { afterLook, claim, putBack } from '../../shared/ledger/entry/changes.ts';
import { type Entry, isLeased, isSettled, targetsIn } from '../../shared/ledger/entry/entry.ts';
import { learn } from '../../shared/ledger/entry/learn.ts';
import { orphaned } from '../../shared/ledger/entry/may-have-left.ts';
import { requestKey } from '../../shared/ledger/keys.ts';
import { type Held, type Ledger, openLedger } from '../../shared/ledger/store.ts';
import { accepted, notSent, type Outcome, rejected, unknown } from '../../shared/terms/outcome.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

const TARGETS = ['a', 'b'];
const RUNS = ['one', 'two', 'three'];
const LEASE = 50;
const MARGIN = 30;

/** A request for one target that a run may have sent: whether it started a job, and whether the ledger knows its end. */
interface Submission {
  readonly run: string;
  readonly target: string;
  readonly until: number;
  readonly job: string | undefined;
  over: boolean;
}

/** The reference: what truly happened, and what the ledger was told. */
interface Truth {
  now: number;
  version: number;
  jobs: number;
  submissions: Submission[];
  /** Jobs written down, by target. */
  told: Map<string, Set<string>>;
}

/** What a run read, and what it claimed. */
interface Run {
  held?: { read: Held | undefined };
  claimed?: { held: Held; owner: string; since: number; until: number; sent: Submission[] };
}

interface Real {
  readonly ledger: Ledger;
  readonly pk: string;
  readonly runs: Map<string, Run>;
  readonly fresh: Entry;
  owners: number;
}

type Step = (truth: Truth, real: Real) => Promise<void>;

const runOf = ({ runs }: Real, name: string): Run => {
  const run = runs.get(name) ?? {};
  runs.set(name, run);
  return run;
};

/** Reads the entry, as a delivery does. */
const read =
  (name: string): Step =>
  async (_, real) => {
    const run = runOf(real, name);
    if (!run.claimed) run.held = { read: await real.ledger.read(real.pk) };
  };

/** Claims what the entry, as it was read, lets this run send; `starts` says for which targets the cloud takes the work. */
const send =
  (name: string, starts: readonly boolean[]): Step =>
  async (truth, real) => {
    const run = runOf(real, name);
    const { held } = run;
    delete run.held;
    const entry = orphaned(held?.read?.entry ?? real.fresh);
    const leased = held?.read && isLeased(held.read.entry, truth.now);
    const targets = targetsIn(entry, 'waiting');
    if (!held || leased || isSettled(entry) || targets.length === 0) return;
    const owner = `owner-${++real.owners}`;
    const until = truth.now + LEASE;
    const claimed = claim(entry, targets, { owner, now: truth.now, lease_until: until });
    const written = await real.ledger.write(operation, claimed, held.read);
    if (!written) return;
    for (const target of targets) {
      expect([...(truth.told.get(target) ?? [])]).toEqual([]);
      expect(truth.submissions.filter((other) => other.target === target && !other.over)).toEqual([]);
    }
    const sent = targets.map((target, index) => ({
      run: name,
      target,
      until,
      job: starts[index] ? `job-${++truth.jobs}` : undefined,
      over: false,
    }));
    truth.submissions.push(...sent);
    run.claimed = { held: written, owner, since: truth.now, until, sent };
  };

const REFUSALS = {
  refused: (target: string) => rejected(target, { code: 'DBS.200002', reason: 'gone' }),
  busy: (target: string) => rejected(target, { code: 'DBS.200011', reason: 'busy', retry: true }),
  'not sent': (target: string) => notSent(target, { reason: 'no connection', retry: true }),
};
type Word = keyof typeof REFUSALS | 'unknown';

/** Writes what the run learned, however late: over what it holds, else into what stands. */
const settle =
  (name: string, words: readonly Word[]): Step =>
  async (truth, real) => {
    const run = runOf(real, name);
    const { claimed } = run;
    if (!claimed) return;
    delete run.claimed;
    const { held, owner, since, until, sent } = claimed;
    const outcomes = sent.map(({ target, job }, index): Outcome => {
      const word = words[index] ?? 'unknown';
      if (word === 'unknown') return unknown(target, { reason: 'no answer' });
      return job ? accepted(target, job) : REFUSALS[word](target);
    });
    const change = (entry: Entry) => learn(entry, { owner, outcomes, since, until });
    if (!(await real.ledger.write(operation, change(held.entry), held)))
      await real.ledger.change(operation, real.pk, change);
    sent.forEach((submission, index) => {
      if (words[index] === 'unknown') return;
      submission.over = true;
      if (submission.job) tell(truth, submission.target, submission.job);
    });
  };

/** Ends a run that found out in time that its request had not left. */
const refrain =
  (name: string): Step =>
  async (_, real) => {
    const run = runOf(real, name);
    const { claimed } = run;
    if (!claimed || claimed.sent.some(({ job }) => job)) return;
    delete run.claimed;
    const targets = claimed.sent.map(({ target }) => target);
    // As every run's ending: whoever lost the lease does not decide for the run that holds it now.
    const change = (entry: Entry) =>
      entry.owner === claimed.owner ? putBack(entry, targets, REFUSALS['not sent']) : entry;
    if (!(await real.ledger.write(operation, change(claimed.held.entry), claimed.held)))
      await real.ledger.change(operation, real.pk, change);
    for (const submission of claimed.sent) submission.over = true;
  };

const inTurn =
  (...steps: Step[]): Step =>
  async (truth, real) => {
    for (const step of steps) await step(truth, real);
  };

/** A run that is never heard of again. */
const die =
  (name: string): Step =>
  async (_, real) => {
    real.runs.delete(name);
  };

/** Looks for what is unknown. With `blind`, the cloud's lists miss a job beyond the margin. */
const look =
  (blind: boolean): Step =>
  async (truth, real) => {
    const held = await real.ledger.read(real.pk);
    if (!held || isSettled(held.entry) || isLeased(held.entry, truth.now)) return;
    let entry = orphaned(held.entry);
    const found = new Map<string, string>();
    const absent: Submission[] = [];
    for (const target of targetsIn(entry, 'unknown')) {
      const open = truth.submissions.filter((one) => one.target === target && !one.over);
      const job = open.find((one) => one.job)?.job;
      if (job && !blind) {
        entry = afterLook(entry, target, { state: 'done', outcomes: [accepted(target, job)] });
        found.set(target, job);
      } else if (open.every(({ until }) => until + MARGIN <= truth.now)) {
        entry = afterLook(entry, target, { state: 'waiting', doubt: 0 });
        absent.push(...open);
      }
    }
    if (!(await real.ledger.write(operation, entry, held))) return;
    for (const [target, job] of found) tell(truth, target, job);
    for (const submission of absent) submission.over = true;
  };

const tick =
  (ms: number): Step =>
  async (truth) => {
    truth.now += ms;
  };

const both =
  (first: Step, second: Step): Step =>
  async (truth, real) => {
    await Promise.all([first(truth, real), second(truth, real)]);
  };

function tell({ told, submissions }: Truth, target: string, job: string): void {
  told.set(target, (told.get(target) ?? new Set()).add(job));
  for (const one of submissions) if (one.job === job) one.over = true;
}

/** What must hold after every step. */
async function holds(truth: Truth, { ledger, pk }: Real): Promise<void> {
  const held = await ledger.read(pk);
  if (!held) return;
  expect(held.version).toBeGreaterThanOrEqual(truth.version);
  truth.version = held.version;
  for (const [target, jobs] of truth.told) {
    const state = held.entry.targets[target];
    const kept = state?.state === 'done' ? state.outcomes.flatMap(({ job_id = [] }) => job_id) : [];
    expect(new Set(kept)).toEqual(jobs);
    expect(held.entry.conflicts?.includes(target) ?? false).toBe(jobs.size > 1);
  }
}

const named = fc.constantFrom(...RUNS);
const starts = fc.array(fc.boolean(), { minLength: TARGETS.length, maxLength: TARGETS.length });
const words = fc.array(fc.constantFrom<Word>('refused', 'busy', 'not sent', 'unknown'), {
  minLength: TARGETS.length,
  maxLength: TARGETS.length,
});
const settling = fc.record({ name: named, words });

const command = (label: string, step: Step): fc.AsyncCommand<Truth, Real> => ({
  check: () => true,
  run: async (truth, real) => {
    await step(truth, real);
    await holds(truth, real);
  },
  toString: () => label,
});

const commands = [
  named.map((name) => command(`${name} reads`, read(name))),
  fc
    .record({ name: named, starts })
    .map((one) => command(`${one.name} sends ${one.starts}`, send(one.name, one.starts))),
  fc
    .record({ name: named, starts })
    .map((one) =>
      command(
        `${one.name} reads and sends ${one.starts}`,
        inTurn(read(one.name), send(one.name, one.starts)),
      ),
    ),
  settling.map((one) => command(`${one.name} settles ${one.words}`, settle(one.name, one.words))),
  fc
    .tuple(settling, settling)
    .map(([one, two]) =>
      command(
        `${one.name} settles ${one.words} while ${two.name} settles ${two.words}`,
        both(settle(one.name, one.words), settle(two.name, two.words)),
      ),
    ),
  named.map((name) => command(`${name} refrains`, refrain(name))),
  named.map((name) => command(`${name} dies`, die(name))),
  fc.boolean().map((blind) => command(`looks${blind ? ' in vain' : ''}`, look(blind))),
  fc.integer({ min: 1, max: 120 }).map((ms) => command(`${ms} ms pass`, tick(ms))),
];

/** The ledger's contract in a few lines: versions that a write must find unchanged, and nothing shared by reference. */
function ledgerInMemory(): Ledger {
  const rows = new Map<string, string>();
  const read = async (pk: string) => JSON.parse(rows.get(pk) ?? 'null') ?? undefined;
  const write: Ledger['write'] = async (_, entry, over) => {
    const pk = requestKey(entry.operation, entry.project_id, entry.request_id);
    const stands = JSON.parse(rows.get(pk) ?? 'null') as Held | null;
    if (stands?.version !== over?.version) return undefined;
    const held = { entry, version: (over?.version ?? 0) + 1 };
    rows.set(pk, JSON.stringify(held));
    return held;
  };
  return {
    table: undefined as never,
    read,
    write,
    async change(operation, pk, change) {
      for (;;) {
        const held = await read(pk);
        const written = await write(operation, change(held.entry), held);
        if (written) return written;
      }
    },
  };
}

let requests = 0;
const freshEntry = (): Entry => ({
  operation: operation.name,
  request_id: `model-${++requests}`,
  region: 'ap-southeast-1',
  project_id: 'p',
  intent: {},
  fields: {},
  terms: { within_ms: 3_600_000 },
  fingerprint: 'f',
  trigger: 'queue',
  triggered_at: 0,
  deadline: 1_000_000,
  targets: Object.fromEntries(TARGETS.map((target) => [target, { state: 'waiting' as const }])),
  tries: 0,
  put_off: 0,
});

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
afterAll(() => world.close());

const ledgerInTable = async () => {
  await world.reset();
  return openLedger(process.env.LEDGER_TABLE ?? '');
};

test.each([
  { where: 'in memory', numRuns: 2000, ledger: async () => ledgerInMemory() },
  { where: 'in the table', numRuns: 40, ledger: ledgerInTable },
])(
  'however runs interleave, nothing is sent twice without proof and no job is lost ($where)',
  async ({ numRuns, ledger: open }) => {
    const ledger = await open();
    const start = () => {
      const fresh = freshEntry();
      const model: Truth = { now: 0, version: 0, jobs: 0, submissions: [], told: new Map() };
      const pk = requestKey(operation.name, 'p', fresh.request_id);
      return { model, real: { ledger, pk, runs: new Map(), fresh, owners: 0 } as Real };
    };
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 40, size: 'max' }), (sequence) =>
        fc.asyncModelRun(start, sequence),
      ),
      { numRuns },
    );
  },
);
