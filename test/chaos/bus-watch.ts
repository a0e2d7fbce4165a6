import type { Json, Watch, WatchedCall } from '../../stand-in/platform/strict-proxy.ts';
import type { Lives } from './life.ts';
import { placeIn } from './pool.ts';
import type { Striker } from './striker.ts';
import type { Tally } from './tally.ts';

/** Reads along what is handed to the bus, and strikes whoever does. */
export function watchBus(lives: Lives, striker: Striker, tally: Tally): Watch {
  const strikes = ({ input, userAgent }: WatchedCall, side: 'before' | 'after'): boolean => {
    const place = placeIn(userAgent);
    const entries = (input.Entries ?? []) as Json[];
    const ids = entries.map(
      ({ Detail }) => (JSON.parse(String(Detail)) as { request_id: string }).request_id,
    );
    if (side === 'after') tally.add('events handed over', ids.length);
    return [...new Set(ids)].some((id) => {
      const life = lives.all.get(id);
      return life !== undefined && striker.strike(life, `bus-${side}`, place);
    });
  };
  return {
    before: (call) => !strikes(call, 'before'),
    after: (call, { status }) => status !== 200 || !strikes(call, 'after'),
  };
}
