import type { ProxyAnswer, Watch, WatchedCall } from '../../stand-in/platform/strict-proxy.ts';
import { OPERATIONS } from './intents.ts';
import type { Life, Lives } from './life.ts';
import { FOLLOWER, placeIn } from './pool.ts';
import type { Striker } from './striker.ts';
import type { Tally } from './tally.ts';

/** The part of a ledger item's document that is looked at here. */
interface Doc {
  readonly operation: string;
  readonly request_id: string;
  readonly claimed_at?: number;
  readonly lease_until?: number;
  readonly due_at?: number;
  readonly hand_over?: string;
  readonly tries: number;
  readonly owner?: string;
  readonly targets: Readonly<Record<string, { readonly state: string }>>;
}
type Item = Record<string, { S?: string; N?: string }>;
type Step = 'claim' | 'lock' | 'settle' | 'look' | 'handed' | 'job' | 'follow';
interface Sight {
  readonly life: Life;
  readonly step: Step;
  readonly doc?: Doc;
  /** The target whose instance is locked. */
  readonly locks?: string;
}

/** Who has locked an instance, and from which place. */
interface Lock {
  readonly life: Life;
  readonly place: string;
}

/** What the ledger's traffic shows. */
export interface LedgerWatch extends Watch {
  /** Keys of the requests for which something is still due. */
  readonly open: ReadonlySet<string>;
  /** The request that locked a target's instance last. */
  holderOf(target: string): Life | undefined;
  /** What a request is submitting by the ledger, as far as the run that claimed it has locked it too. */
  submitting(life: Life): readonly string[];
}

/** Reads along what functions write into the ledger, and strikes them there. */
export function watchLedger(lives: Lives, striker: Striker, tally: Tally): LedgerWatch {
  const open = new Set<string>();
  const locks = new Map<string, Lock>();
  const standing = new Map<Life, Doc>();
  const sights = new WeakMap<WatchedCall, Sight>();
  const lifeAt = (pk: string): Life | undefined => {
    const [operation = '', , ...id] = pk.split('#');
    return OPERATIONS.includes(operation) && id.length > 0 ? lives.of(id.join('#'), operation) : undefined;
  };

  function sightOf({ action, input, userAgent }: WatchedCall): Sight | undefined {
    if (action !== 'PutItem') return undefined;
    const item = input.Item as Item;
    const doc = item.doc?.S ?? '{}';
    const pk = item.pk?.S ?? '';
    if (pk.startsWith('job#')) {
      const life = lifeAt(String((JSON.parse(doc) as { holder: string }).holder));
      return life && { life, step: 'job' };
    }
    if (pk.startsWith('lock#')) {
      const { holder, target } = JSON.parse(doc) as { holder: string; target: string };
      const life = lifeAt(holder);
      return life && { life, step: 'lock', locks: target };
    }
    const life = lifeAt(pk);
    if (!life) return undefined;
    const entry = JSON.parse(doc) as Doc;
    const place = placeIn(userAgent);
    if (place.startsWith(FOLLOWER)) return { life, step: 'follow', doc: entry };
    const submitting = Object.values(entry.targets).some(({ state }) => state === 'submitting');
    if (submitting && entry.claimed_at !== life.claimed_at) return { life, step: 'claim', doc: entry };
    if (entry.hand_over === 'done') return { life, step: 'handed', doc: entry };
    return { life, step: life.claimedBy === place && !life.settled ? 'settle' : 'look', doc: entry };
  }

  function written(call: WatchedCall, { life, step, doc, locks: target }: Sight, place: string): void {
    tally.add('ledger writes');
    if (step === 'lock' || step === 'follow') tally.add(`ledger writes: ${step}`);
    else life.writes += 1;
    if (target !== undefined) locks.set(target, { life, place });
    if (!doc) return;
    standing.set(life, doc);
    const item = call.input.Item as Item;
    const pk = item.pk?.S ?? '';
    if (item.due_at) open.add(pk);
    else open.delete(pk);
    const states = Object.entries(doc.targets).map(([target, { state }]) => `${target.slice(0, 6)} ${state}`);
    lives.note(life, `ledger v${item.version?.N} ${step} by ${place}: ${states.slice(0, 4).join(', ')}`);
    if (step === 'settle') life.settled = true;
    if (step !== 'claim') return;
    life.settled = false;
    life.claimedBy = place;
    if (doc.owner) life.owner = doc.owner;
    if (doc.claimed_at !== undefined) life.claimed_at = doc.claimed_at;
    if (doc.lease_until !== undefined) life.lease_until = doc.lease_until;
  }

  return {
    open,
    holderOf: (target) => locks.get(target)?.life,
    submitting(life) {
      const { targets = {}, owner } = standing.get(life) ?? {};
      return Object.entries(targets).flatMap(([target, { state }]) => {
        const lock = locks.get(target);
        const locked = lock?.life === life && lock.place === life.claimedBy && owner === life.owner;
        return state === 'submitting' && locked ? [target] : [];
      });
    },
    before(call) {
      const sight = sightOf(call);
      if (!sight) return true;
      sights.set(call, sight);
      return !striker.strike(sight.life, `${sight.step}-before`, placeIn(call.userAgent));
    },
    after(call, { status }: ProxyAnswer) {
      const place = placeIn(call.userAgent);
      const { Key } = call.input as { Key?: Item };
      if (call.action === 'GetItem') {
        const life = lifeAt(Key?.pk?.S ?? '');
        const point = place.startsWith(FOLLOWER) ? 'follow-read' : 'read';
        return !life || !striker.strike(life, point, place);
      }
      if (call.action === 'UpdateItem' && status === 200) {
        const life = lifeAt(Key?.pk?.S ?? '');
        // A sweep sets due later what was to be tried, or a job to be looked at.
        if (life && standing.get(life)?.due_at !== undefined) life.writes += 1;
        else tally.add('ledger writes: follow');
        tally.add('ledger writes');
      }
      const sight = sights.get(call);
      if (!sight) return true;
      if (status !== 200) {
        tally.add('ledger writes that lost a race');
        return true;
      }
      written(call, sight, place);
      return !striker.strike(sight.life, `${sight.step}-after`, place);
    },
  };
}
