import type { Watch, WatchedCall } from '../../../stand-in/platform/strict-proxy.ts';
import { dice } from '../dice.ts';
import type { Life, Lives } from '../life.ts';
import { placeIn } from '../pool.ts';
import type { Script } from '../script.ts';
import type { Striker } from '../striker.ts';

/** The functions of rollouts: what befalls them befalls a run, as they have no request of their own. */
export const RUNS = ['steer-rollouts', 'survey-fleet', 'decide-rollouts'] as const;

/** At which of its requests to AWS a run is struck. */
const REQUESTS = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 18, 22, 27, 33, 40];

/** One run in ten is killed before or after one of its requests, of the survey one in twenty-five; one in forty stands still for minutes there. */
export function runScript(seed: number, id: string): Script {
  const roll = dice(seed, id, 'run');
  const how = roll.chance(id.startsWith('survey') ? 0.04 : 0.1)
    ? 'kill'
    : roll.chance(0.025)
      ? 'freeze'
      : undefined;
  const point = roll.pick(['request-before', 'request-after'] as const);
  const nth = roll.pick(REQUESTS);
  return { scenario: 'run', submissions: [], strikes: how ? [{ how, point, nth }] : [] };
}

/** Follows the runs of those functions by the requests that they make. */
export interface RunWatch {
  onInvoke(place: string): void;
  /** A watch that strikes these runs, and leaves to another what other functions do. */
  around(other: Watch): Required<Watch>;
}

/** `onRelease` hears of every release when it has been put on its queue. */
export function watchRuns(lives: Lives, striker: Striker, onRelease: (request_id: string) => void): RunWatch {
  const at = new Map<string, Life>();
  let runs = 0;
  const strikes = ({ userAgent }: WatchedCall, point: 'request-before' | 'request-after') => {
    const place = placeIn(userAgent);
    const life = at.get(place);
    return life !== undefined && striker.strike(life, point, place);
  };
  const isRun = ({ userAgent }: WatchedCall) => at.has(placeIn(userAgent));
  return {
    onInvoke(place) {
      const name = RUNS.find((one) => place.startsWith(one));
      if (!name) return;
      runs += 1;
      at.set(place, lives.of(`${name}-${runs}`, name));
    },
    around: (other) => ({
      before: (call) => (isRun(call) ? !strikes(call, 'request-before') : other.before?.(call) !== false),
      after(call, answer) {
        if (!isRun(call)) return other.after?.(call, answer) !== false;
        if (answer.status === 200) for (const id of releasesIn(call)) onRelease(id);
        return !strikes(call, 'request-after');
      },
    }),
  };
}

const releasesIn = ({ action, input }: WatchedCall): string[] => {
  if (!action.startsWith('SendMessage')) return [];
  const entries = (input.Entries ?? [input]) as {
    MessageAttributes?: { request_id?: { StringValue?: string } };
  }[];
  return entries.flatMap(({ MessageAttributes }) => MessageAttributes?.request_id?.StringValue ?? []);
};
