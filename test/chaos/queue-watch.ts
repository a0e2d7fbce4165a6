import type { Json, Watch, WatchedCall } from '../../stand-in/platform/strict-proxy.ts';
import type { Lives } from './life.ts';
import { placeIn } from './pool.ts';
import type { Striker } from './striker.ts';
import type { Tally } from './tally.ts';

type Entry = { MessageAttributes?: { request_id?: { StringValue?: string } } };

/** Reads along what functions put on queues, and strikes them there. */
export function watchQueues(lives: Lives, striker: Striker, tally: Tally): Watch {
  const strikes = (call: WatchedCall, side: 'before' | 'after'): boolean => {
    const place = placeIn(call.userAgent);
    if (place === '' || !/^SendMessage/.test(call.action)) return false;
    const operation = /([a-z-]+?)(-dead)?$/.exec(
      String(call.input.QueueUrl).replace('db-upkeep-local-', ''),
    )?.[1];
    const ids = ((call.input.Entries ?? [call.input]) as (Json & Entry)[]).map(
      ({ MessageAttributes }) => MessageAttributes?.request_id?.StringValue ?? '',
    );
    const dead = String(call.input.QueueUrl).endsWith('-dead');
    if (side === 'after')
      tally.add(dead ? 'dead letters sent' : 'messages put on queues by functions', ids.length);
    if (place.startsWith('sweep')) {
      const sweep = lives.of(`sweep-${tally.of('sweeps')}`, 'sweep');
      return striker.strike(sweep, `sweep-${side}`, place);
    }
    return ids.some((id) => {
      const step = dead
        ? 'dead'
        : place.startsWith('receive')
          ? 'hook'
          : id.includes('/')
            ? 'fan'
            : undefined;
      if (!step) return false;
      const life = lives.of(step === 'fan' ? id.replace(/\/[^/]*$/, '') : id, operation ?? '');
      if (side === 'after') lives.note(life, `${step} message sent by ${place}`);
      return striker.strike(life, `${step}-${side}`, place);
    });
  };
  return {
    before: (call) => !strikes(call, 'before'),
    after: (call, { status }) => status !== 200 || !strikes(call, 'after'),
  };
}
