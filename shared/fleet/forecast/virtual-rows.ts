import type { CandidatePage } from '../rollout/facts.ts';
import { type RolloutTarget, targetKey } from '../rollout/target.ts';
import type { Standing } from '../why/why.ts';

/** The rows of a rollout as a forecast has them, by their second keys. */
export interface VirtualRows {
  readonly all: ReadonlyMap<string, RolloutTarget>;
  put(row: RolloutTarget): void;
  /** How many wait. */
  waiting(): number;
  /** Of the waiting rows of a wave as many as a step can tell apart. */
  page(wave: Asked, judge: Judge, busy: ReadonlySet<string>, now: number): VirtualPage;
}

/** When the next of those that wait for a time may start, epoch ms; infinity where none does. */
export interface VirtualPage extends CandidatePage {
  readonly opens: number;
}

/** A wave, how many of it may be at work at most, and where the look at it goes on. */
interface Asked {
  readonly index: number;
  readonly at_once: number;
  readonly cursor?: string | undefined;
}

/** In what standing a target is, whatever of its groups is at work. */
export type Judge = (row: RolloutTarget) => Standing;

/** Rows that may start at the same times, but for their groups: in what standing they are, and until when (epoch ms) that is known. */
interface Kind {
  standing?: Standing;
  until: number;
}

/** A row that waits, in the list of its wave. */
interface Listed {
  readonly row: RolloutTarget;
  readonly kind: Kind;
  readonly sk: string;
}

/** Of so many that wait no more a list is made anew. */
const MOST_GONE = 200;

/** Takes rows in. `kindOf` names what decides when a waiting row may start. */
export function openVirtualRows(
  targets: readonly RolloutTarget[],
  kindOf: (row: RolloutTarget) => string,
): VirtualRows {
  const all = new Map(targets.map((row) => [targetKey(row), row]));
  const lists = new Map<number, { rows: readonly Listed[]; gone: number }>();
  const kinds = new Map<string, Kind>();
  let waiting = targets.filter(waits).length;

  function kindAs(key: string): Kind {
    const kind = kinds.get(key) ?? { until: 0 };
    kinds.set(key, kind);
    return kind;
  }

  const stands = ({ row, sk }: Listed): boolean => all.get(sk) === row;

  /** The waiting rows of a wave in their order, and a few that wait no more. */
  function listOf(wave: number): readonly Listed[] {
    const list = lists.get(wave);
    if (list && list.gone < MOST_GONE) return list.rows;
    const rows = list ? list.rows.filter(stands) : listAnew(wave);
    lists.set(wave, { rows, gone: 0 });
    return rows;
  }

  const listAnew = (wave: number): Listed[] =>
    [...all]
      .filter(([, row]) => row.wave === wave && waits(row))
      .map(([sk, row]) => ({ row, sk, kind: kindAs(kindOf(row)) }))
      .sort((one, other) => (one.sk < other.sk ? -1 : 1));

  return {
    all,
    put(row) {
      const sk = targetKey(row);
      const was = all.get(sk);
      all.set(sk, row);
      if (was && waits(was)) {
        waiting -= 1;
        const list = lists.get(row.wave);
        if (list) list.gone += 1;
      }
      if (!waits(row)) return;
      waiting += 1;
      lists.delete(row.wave);
    },
    waiting: () => waiting,
    page({ index, at_once, cursor }, judge, busy, now) {
      const [free, stale]: [RolloutTarget[], RolloutTarget[]] = [[], []];
      const taken = new Set(busy);
      let other: RolloutTarget | undefined;
      let opens = Number.POSITIVE_INFINITY;
      for (const listed of listOf(index)) {
        if (!stands(listed)) continue;
        const { row, kind } = listed;
        if (kind.until <= now) Object.assign(kind, judgedAt(judge(row), now));
        const { standing, until } = kind;
        if (standing?.is === 'free' && !row.groups.some((group) => taken.has(group))) {
          for (const group of row.groups) taken.add(group);
          free.push(row);
          // One more than there are slots, so that the step sees that slots are what is missing.
          if (free.length > at_once) break;
        } else if (standing?.is === 'waiting' && 'over' in standing.why) {
          if (standing.why.over === 'stale') stale.push(row);
        } else {
          if (until > now) opens = Math.min(opens, until);
          if (!isHeld(standing)) other ??= row;
        }
      }
      const rows = [...free, ...stale, ...(other ? [other] : [])];
      return { wave: index, behind: cursor, rows, last: true, opens };
    },
  };
}

/** For how long one that waits for a time, or for nothing any more, stands so; whoever is free is looked at anew at each moment. */
function judgedAt(standing: Standing, now: number): Kind {
  if (standing.is !== 'waiting') return { standing, until: now };
  const { why } = standing;
  return { standing, until: 'wait' in why ? (why.until ?? now) : Number.POSITIVE_INFINITY };
}

const isHeld = (standing: Standing | undefined): boolean =>
  standing?.is === 'waiting' && 'wait' in standing.why && standing.why.wait === 'hold';

const waits = ({ state }: RolloutTarget): boolean => state === 'waiting';
