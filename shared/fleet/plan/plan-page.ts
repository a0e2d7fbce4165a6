import { asStage, nextRelease } from '../rollout/backup.ts';
import type { LeftOut, Planned } from '../rollout/target.ts';
import type { PlanFacts, PlanRow, Unnumbered } from './facts.ts';
import { type Judged, judge } from './judge.ts';
import { type Left, left } from './left-out.ts';
import { fitsFirst, OWN, ROUND, windowsOf } from './windows.ts';

/** Some ids of many. */
export interface Some {
  readonly count: number;
  readonly ids: readonly string[];
}

/** How far a plan is: small enough for the head of a rollout. */
export interface PlanState {
  /** How many rows of instances and proxies were looked at. */
  readonly read: number;
  /** How many targets the fleet means, counted by operation, whether they get something or not. */
  readonly selected: number;
  readonly planned: number;
  /** How many of these are backed up before. */
  readonly backups?: number;
  /** How many were left out, and how many of them for which code. */
  readonly left_out: number;
  readonly left: Readonly<Record<string, number>>;
  /** How many targets every wave has. */
  readonly sizes: readonly number[];
  readonly no_wave: Some;
  readonly several_waves: Some;
  readonly no_fit: Some;
}

const NONE: Some = { count: 0, ids: [] };

/** A plan of which nothing is done yet. */
export const emptyPlan = ({ waves }: PlanFacts['fleet']): PlanState => ({
  read: 0,
  selected: 0,
  planned: 0,
  left_out: 0,
  left: {},
  sizes: Object.keys(waves).map(() => 0),
  no_wave: NONE,
  several_waves: NONE,
  no_fit: NONE,
});

/** A page of a plan, and how far the plan is behind it. */
export interface PlannedPage {
  readonly state: PlanState;
  readonly targets: readonly Planned[];
  readonly left_out: readonly LeftOut[];
}

/** Plans rows page by page. */
export type PlanPage = (state: PlanState, rows: readonly PlanRow[]) => PlannedPage;

/**
 * Plans from facts alone. Of a plan that has become too large, or in which a target is in no wave or in several, nothing more is
 * told but how many there are.
 */
export function planner(facts: PlanFacts): PlanPage {
  const fits = fitting(facts);
  return (before, rows) => {
    const targets: Planned[] = [];
    const left_out: LeftOut[] = [];
    const state = mutable(before);
    for (const one of rows) {
      if (one.row.gone_at === undefined) state.read += 1;
      for (const judged of judge(one, facts, fits)) {
        count(state, one, judged);
        if (isHopeless(state, facts)) continue;
        if (judged.is === 'planned') targets.push(numbered(state, judged.target));
        else if (judged.is === 'left') left_out.push(leftOut(state, one, judged.operation, judged.left));
      }
    }
    return { state, targets, left_out };
  };
}

/** Whether a plan can only be refused, whatever comes. */
const isHopeless = (
  { selected, no_wave, several_waves }: PlanState,
  { fleet: { max_targets } }: Pick<PlanFacts, 'fleet'>,
): boolean => selected > max_targets || no_wave.count > 0 || several_waves.count > 0;

type Mutable = { -readonly [name in keyof PlanState]: PlanState[name] } & {
  sizes: number[];
  left: Record<string, number>;
};

const mutable = (state: PlanState): Mutable => ({
  ...state,
  sizes: [...state.sizes],
  left: { ...state.left },
});

function count(state: Mutable, { row: { target } }: PlanRow, judged: Judged): void {
  const isMeant = judged.is !== 'left' || judged.left.code !== 'selection_unclear';
  if (isMeant && judged.operation !== undefined) state.selected += 1;
  if (judged.is === 'no_wave') state.no_wave = withId(state.no_wave, target);
  if (judged.is === 'several_waves') {
    state.several_waves = withId(state.several_waves, `${target} (${judged.names.join(', ')})`);
  }
}

/** As many as a person reads. */
const MOST_IDS = 20;

function withId({ count, ids }: Some, id: string): Some {
  const more = ids.length < MOST_IDS && !ids.includes(id);
  return { count: count + 1, ids: more ? [...ids, id] : ids };
}

function numbered(state: Mutable, target: Unnumbered): Planned {
  const { wave } = target;
  const seq = state.planned;
  state.planned += 1;
  if (target.backup) state.backups = (state.backups ?? 0) + 1;
  state.sizes[wave] = (state.sizes[wave] ?? 0) + 1;
  // Nothing was tried before the first wave; of the others only the whole plan tells.
  return { ...target, seq, ...(wave === 0 && { untried: true }) };
}

function leftOut(
  state: Mutable,
  { row: { region, project, target, instance } }: PlanRow,
  operation: string | undefined,
  { code, reason }: Left,
): LeftOut {
  state.left_out += 1;
  state.left[code] = (state.left[code] ?? 0) + 1;
  if (code === 'no_window' || code === 'fits_no_window') state.no_fit = withId(state.no_fit, target);
  return {
    region,
    project,
    target,
    instance: instance ?? target,
    ...(operation !== undefined && { operation }),
    code,
    reason,
  };
}

/** Many targets share their windows: each question is answered once. */
function fitting({ calendar, now, bring, lastsOf }: PlanFacts) {
  const answers = new Map<string, Left | undefined>();
  return (target: Unnumbered): Left | undefined => {
    const { region, windows, own_window, backup } = target;
    const needs = [target, asStage(target, 'backup')].map(needsOf);
    const key = JSON.stringify([needs, region, windows, own_window, backup]);
    if (!answers.has(key)) answers.set(key, unfit(target));
    return answers.get(key);
  };

  function needsOf(work: Unnumbered): number {
    return (bring.get(work.operation)?.starts?.after_ms ?? 0) + lastsOf(work);
  }

  function unfit(target: Unnumbered): Left | undefined {
    const { region, windows } = target;
    try {
      const open = windowsOf(target, calendar);
      if (open.length === 0) {
        return left(
          'no_window',
          windows.includes(OWN) ? 'its own window is not known' : `none holds in ${region}`,
        );
      }
      const found = nextRelease(target, now, {
        fit: (work, from) => fitsFirst(open, needsOf(work), from),
        lasts: needsOf,
        until: now + ROUND,
      });
      if (found) return undefined;
      return target.backup
        ? left(
            'fits_no_window',
            'its backup and its work fit in no windows, the one soon enough behind the other',
          )
        : left('fits_no_window');
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return left('no_window', error.message);
    }
  }
}
