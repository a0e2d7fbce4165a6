import { isPlainObject } from '../../shared/values/json/plain-object.ts';
import { iso } from '../../shared/values/time/instant.ts';
import type { Cloud } from '../../stand-in/cloud/cloud.ts';
import type { Call } from '../../stand-in/cloud/faults.ts';
import { endedAt } from '../../stand-in/cloud/work.ts';
import type { Wrong } from './judge.ts';
import type { LedgerWatch } from './ledger-watch.ts';
import type { Life } from './life.ts';

/** When a request may first and last be sent, epoch ms. */
export interface SendWindow {
  readonly from: number;
  readonly to: number;
}

/** Looks at every submission when it reaches the cloud. */
export interface Posts {
  /** What is wrong with this one, whose request is `life`. */
  check(call: Call, life: Life | undefined): void;
  readonly wrongs: readonly Wrong[];
}

/** `windowOf` tells when a request may be sent, `isFrozen` when nothing may (epoch ms). */
export function watchPosts(
  { state, clock }: Cloud,
  ledger: Pick<LedgerWatch, 'submitting'>,
  windowOf: (request_id: string) => SendWindow | undefined,
  isFrozen: (at: number) => boolean,
): Posts {
  const wrongs: Wrong[] = [];
  const posted = new Map<string, { at: number; life: Life }[]>();
  const instanceOf = (target: string) => state.proxies.get(target)?.instance_id ?? target;

  /** Work of other requests that has not ended on the instance. */
  function others(target: string, life: Life): string[] {
    const instance = instanceOf(target);
    const now = clock.now();
    const posts = posted.get(instance) ?? [];
    return [...state.jobs.by('instance', instance), ...state.tasks.by('instance', instance)]
      .filter((work) => endedAt(work, now) === undefined)
      .flatMap((work) => {
        const owner = posts.findLast(({ at }) => at <= work.created)?.life;
        return owner && owner !== life ? [`${work.id} of ${owner.request_id}`] : [];
      });
  }

  return {
    wrongs,
    check({ targets, body }, life) {
      if (!life) {
        wrongs.push({
          what: 'not claimed',
          request_id: '?',
          detail: `nobody has locked ${targets.join(', ')}`,
        });
        return;
      }
      const { request_id } = life;
      const claimed = ledger.submitting(life);
      if ([...targets].sort().join() !== [...claimed].sort().join()) {
        const detail = `sent ${targets.join(', ')}; its owner is submitting ${claimed.join(', ') || 'nothing'}`;
        wrongs.push({ what: 'not claimed', request_id, detail });
      }
      const now = Date.now();
      const window = windowOf(request_id.replace(/\/[^/]*$/, ''));
      if (window && (now < window.from || now > window.to)) {
        const detail = `sent ${now < window.from ? window.from - now : now - window.to} ms outside its time`;
        wrongs.push({ what: 'sent at the wrong time', request_id, detail });
      }
      const begins = startTimeIn(body) ?? now;
      if (isFrozen(now) || isFrozen(begins)) {
        const detail = `sent at ${iso(now)}, to begin at ${iso(begins)}`;
        wrongs.push({ what: 'sent in a freeze', request_id, detail });
      }
      for (const target of targets) {
        const going = others(target, life);
        if (going.length > 0) {
          const detail = `sent ${target} while ${going.join(', ')} was at work there`;
          wrongs.push({ what: 'two at once', request_id, detail });
        }
        const instance = instanceOf(target);
        posted.set(instance, [...(posted.get(instance) ?? []), { at: clock.now(), life }]);
      }
    },
  };
}

/** When the cloud itself begins the work, if the request says so; epoch ms. */
const startTimeIn = (body: unknown): number | undefined =>
  isPlainObject(body) && typeof body.start_time === 'string' ? Date.parse(body.start_time) : undefined;
