import type { Outcome } from '../../terms/outcome.ts';
import { redactText } from '../../values/redact.ts';
import type { Entry } from './entry.ts';
import type { Step } from './step.ts';

/** A step that is about to be noted, at a time of the writer's. */
export type News = Pick<Step, 'what' | 'targets' | 'said' | 'again' | 'cloud_request_ids'>;

const FIRST_KEPT = 3;
const LAST_KEPT = 15;
const LONGEST_SAID = 300;
const IDS_KEPT = 3;
// What says how a claimed request ended.
const CLOSING = ['answered', 'unanswered', 'waits', 'ended'];

/** Adds what happened to the request's history, which stays short: the same again only counts, the middle is left out. */
export function note(entry: Entry, now: number, ...news: readonly News[]): Entry {
  const all = Object.keys(entry.targets);
  const history = news.reduce<readonly Step[]>(
    (steps, one) => added(steps, { ...one, at: now }, all),
    [...(entry.history ?? [])],
  );
  return { ...entry, history: bounded(history) };
}

/** The same for outcomes, a step for all targets of which the same is said. */
export function noteOutcomes(
  entry: Entry,
  now: number,
  outcomes: readonly Outcome[],
  { what, cloud_request_ids = [] }: Pick<News, 'what' | 'cloud_request_ids'>,
): Entry {
  const saidOf = (outcome: Outcome) => (what === 'answered' ? cloudSaid(outcome) : reasonOf(outcome));
  const groups = Object.values(Object.groupBy(outcomes, saidOf));
  const news = groups.flatMap((group = []): News[] => {
    const [first] = group;
    return first
      ? [
          {
            what,
            targets: [...new Set(group.map(({ target }) => target))],
            said: saidOf(first),
            ...(first.retry && { again: true }),
            ...(cloud_request_ids.length > 0 && { cloud_request_ids }),
          },
        ]
      : [];
  });
  return note(entry, now, ...news);
}

/** Its job stands among the entry's jobs. */
const cloudSaid = ({ verdict, code, reason }: Outcome) =>
  [verdict.replace('_', ' '), code, reason].filter(Boolean).join(' ');
const reasonOf = ({ verdict, reason }: Outcome) => reason ?? verdict.replace('_', ' ');

function added(steps: readonly Step[], step: Step, all: readonly string[]): readonly Step[] {
  const last = steps.at(-1);
  if (last?.what !== 'claimed' || !CLOSING.includes(step.what)) return appended(steps, step, all);
  const { at, targets: claimed = all } = last;
  const closed = step.targets ?? all;
  const open = claimed.filter((target) => !closed.includes(target));
  const rest = appended(steps.slice(0, -1), { ...step, at, ms: step.at - at }, all);
  return open.length === 0 ? rest : [...rest, whole({ ...last, targets: open }, all)];
}

function appended(steps: readonly Step[], given: Step, all: readonly string[]): readonly Step[] {
  const step = whole(given, all);
  const last = steps.at(-1);
  if (!last || step.what === 'claimed' || !isSame(last, step)) return [...steps, step];
  const ids = [...(last.cloud_request_ids ?? []), ...(step.cloud_request_ids ?? [])].slice(-IDS_KEPT);
  const again = {
    ...last,
    times: (last.times ?? 1) + 1,
    until: step.at,
    ...(ids.length > 0 && { cloud_request_ids: ids }),
  };
  return [...steps.slice(0, -1), again];
}

const isSame = (one: Step, other: Step) =>
  one.what === other.what &&
  one.said === other.said &&
  JSON.stringify(one.targets) === JSON.stringify(other.targets);

/** All targets need no list. Words are masked before they are cut: half a secret is not recognised any more. */
function whole({ targets, said, ...step }: Step, all: readonly string[]): Step {
  const isAll =
    !targets || (targets.length === all.length && all.every((target) => targets.includes(target)));
  const text = said && redactText(said);
  return {
    ...step,
    ...(!isAll && { targets }),
    ...(text && { said: text.length > LONGEST_SAID ? `${text.slice(0, LONGEST_SAID - 1)}…` : text }),
  };
}

function bounded(steps: readonly Step[]): readonly Step[] {
  if (steps.length <= FIRST_KEPT + LAST_KEPT + 1) return steps;
  const middle = steps.slice(FIRST_KEPT, -LAST_KEPT);
  const times = middle.reduce((sum, step) => sum + (step.what === 'left_out' ? (step.times ?? 0) : 1), 0);
  const at = middle[0]?.at ?? 0;
  return [...steps.slice(0, FIRST_KEPT), { what: 'left_out', at, times }, ...steps.slice(-LAST_KEPT)];
}
