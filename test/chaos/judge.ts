import type { TargetState } from '../../shared/ledger/entry/entry.ts';
import type { Outcome } from '../../shared/terms/outcome.ts';
import type { Accepted } from '../../stand-in/cloud/exchange.ts';
import type { Planned } from './intents.ts';
import type { FinalEntry } from './ledger-scan.ts';
import type { Life } from './life.ts';

/** Everything that is known at the end, from sources that know nothing of each other. */
export interface Evidence {
  readonly sent: readonly Planned[];
  /** The cloud's own record. */
  readonly accepted: readonly Accepted[];
  readonly entries: readonly FinalEntry[];
  /** How often a request is on a dead-letter queue. */
  readonly dead: ReadonlyMap<string, number>;
  readonly lives: ReadonlyMap<string, Life>;
}

/** Everything that must not be, by its name. */
export const WHATS = [
  'submitted twice',
  'lost',
  'false success',
  'false refusal',
  'not claimed',
  'sent at the wrong time',
  'sent in a freeze',
  'two at once',
  'no end',
  'two ends',
  'false end',
  'not announced',
  'falsely announced',
  'secret shown',
] as const;

/** One thing that must not be. */
export interface Wrong {
  readonly what: (typeof WHATS)[number];
  readonly request_id: string;
  readonly detail: string;
  /** Other requests for the same target. */
  readonly others?: readonly string[];
}

/** The judgement; `unknown` are targets left to a person, with what the cloud really did. */
export interface Judgement {
  readonly wrongs: readonly Wrong[];
  readonly unknown: { readonly accepted: number; readonly not: number; readonly shared: number };
  readonly ends: ReadonlyMap<string, number>;
  readonly conflicts: number;
  readonly deadTwice: number;
}

type End = 'accepted' | 'unknown' | 'refused' | 'open' | 'none';

/** What is known of a target in the end. */
export const outcomesIn = (state: TargetState): readonly Outcome[] =>
  state.state === 'done' ? state.outcomes : [];

/** Whether a request was sent on in parts: then it is judged by its parts. */
export const isSentOn = ({ targets }: FinalEntry) =>
  Object.values(targets).every((state) => outcomesIn(state).some(({ code }) => code === 'sent_on'));

/** Compares what the cloud truly did with what reports, ledger and dead letters say. */
export function judge({ sent, accepted, dead, lives, entries: all }: Evidence): Judgement {
  const entries = all.filter((entry) => !isSentOn(entry));
  const wrongs: Wrong[] = [];
  const add = (what: Wrong['what'], request_id: string, detail: string, others: readonly string[] = []) =>
    wrongs.push({ what, request_id, detail, others });
  const units = Map.groupBy(accepted, ({ target }) => target);
  const unitsOf = (target: string) => units.get(target) ?? [];
  // Children stand under their parent's id.
  const byRequest = Map.groupBy(entries, ({ request_id }) => request_id.replace(/\/[^/]*$/, ''));
  const askers = Map.groupBy(
    sent.flatMap(({ request_id, targets }) => targets.map((target) => ({ request_id, target }))),
    ({ target }) => target,
  );
  const ends = new Map<string, number>();
  const unknown = { accepted: 0, not: 0, shared: 0 };
  const endsOf = new Map<string, { request_id: string; end: End; jobs: string[] }[]>();

  for (const { request_id, targets, rival, shape } of sent) {
    const mine = byRequest.get(request_id) ?? [];
    const states = new Map(
      mine.flatMap((entry) => Object.entries(entry.targets).map(([t, s]) => [t, { s, entry }])),
    );
    const told = dead.has(request_id) || lives.get(request_id)?.statuses.has('invalid') === true;
    if (shape === 'poison' && !told) add('lost', request_id, 'a poison message left no trace');
    const both = rival ? [targets, rival.targets] : [targets];
    if (both.filter((some) => some.some((target) => unitsOf(target).length > 0)).length > 1)
      add('submitted twice', request_id, 'both intents under one id were carried out');
    const chosen = rival?.targets.some((target) => states.has(target)) ? rival.targets : targets;
    if (rival && !told) add('lost', request_id, 'the second intent under one id was not refused');
    for (const target of chosen) {
      const state = states.get(target);
      const outcomes = state ? outcomesIn(state.s) : [];
      const good = outcomes.filter(({ verdict }) => verdict === 'accepted' || verdict === 'already_done');
      const end: End = !state
        ? 'none'
        : state.s.state !== 'done'
          ? 'open'
          : good.length > 0
            ? 'accepted'
            : outcomes.some(({ verdict }) => verdict === 'unknown')
              ? 'unknown'
              : 'refused';
      ends.set(end, (ends.get(end) ?? 0) + 1);
      const jobs = good.flatMap(({ job_id }) => job_id ?? []);
      const same = endsOf.get(target) ?? [];
      endsOf.set(target, [...same, { request_id: state?.entry.request_id ?? request_id, end, jobs }]);
      if (end === 'none' && !told) add('lost', request_id, `no trace of ${target}`);
      if (end === 'open')
        add('lost', request_id, `${target} is left ${state?.s.state} (due ${state?.entry.due})`);
      for (const job of jobs) {
        if (!unitsOf(target).some(({ job_id }) => job_id === job))
          add('false success', request_id, `ledger: ${target} accepted as ${job}, the cloud has no such job`);
      }
    }
  }

  for (const [target, requests] of endsOf) {
    const work = unitsOf(target);
    const [first = '', ...others] = requests.map(({ request_id }) => request_id);
    const count = (end: End) => requests.filter((one) => one.end === end).length;
    if (work.length > (askers.get(target)?.length ?? 1))
      add('submitted twice', first, `${target} has ${work.map(({ job_id }) => job_id).join(', ')}`, others);
    const claimed = requests.flatMap(({ jobs }) => jobs);
    if (new Set(claimed).size < claimed.length)
      add('false success', first, `${target}: several requests call the same job theirs`, others);
    if (work.length > count('accepted') + count('unknown') + count('open')) {
      const refused = requests.find(({ end }) => end === 'refused' || end === 'none');
      if (refused?.end === 'none')
        add('lost', refused.request_id, `the cloud works on ${target}, nobody knows`, others);
      else if (refused)
        add(
          'false refusal',
          refused.request_id,
          `the cloud works on ${target}, the ledger denies it`,
          others,
        );
    }
    if (requests.length > 1) unknown.shared += count('unknown');
    else unknown[work.length > 0 ? 'accepted' : 'not'] += count('unknown');
  }

  for (const entry of entries) {
    const outcomes = Object.values(entry.targets).flatMap(outcomesIn);
    const good = outcomes.every(({ verdict }) => verdict === 'accepted' || verdict === 'already_done');
    if (entry.due)
      add('lost', entry.request_id, `never came to rest: ${JSON.stringify(entry).slice(0, 600)}`);
    if (good || entry.due) continue;
    if (!dead.has(entry.request_id))
      add('lost', entry.request_id, 'ended badly and is on no dead-letter queue');
    else if (entry.hand_over !== 'done')
      add('lost', entry.request_id, 'ended badly and is not marked as handed over');
  }

  const settled = new Map(entries.map((entry) => [entry.request_id, entry]));
  for (const { request_id, accepted: reported, refused } of lives.values()) {
    const states = settled.get(request_id)?.targets ?? {};
    for (const one of reported) {
      const [target = '', job] = one.split(' ');
      if (!unitsOf(target).some(({ job_id }) => job_id === job))
        add('false success', request_id, `report: ${one}, the cloud has no such job`);
      else if (!(states[target] && outcomesIn(states[target]).some(({ job_id }) => job_id === job)))
        add('lost', request_id, `a report says ${one} was accepted, the ledger does not`);
    }
    for (const target of refused) {
      if ((askers.get(target)?.length ?? 0) > 1 || unitsOf(target).length === 0) continue;
      if ([...reported].some((one) => one.startsWith(target))) continue;
      add('false refusal', request_id, `a report says ${target} was rejected, the cloud works on it`);
    }
  }

  return {
    wrongs,
    unknown,
    ends,
    conflicts: entries.filter(({ conflicts }) => conflicts).length,
    deadTwice: [...dead.values()].filter((times) => times > 1).length,
  };
}
