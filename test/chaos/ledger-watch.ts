import type { ProxyAnswer, Watch, WatchedCall } from '../platform/strict-proxy.ts';
import type { Life, Lives } from './life.ts';
import { placeIn } from './pool.ts';
import type { Striker } from './striker.ts';
import type { Tally } from './tally.ts';

/** The part of a ledger item's document that is looked at here. */
interface Doc {
  readonly operation: string;
  readonly request_id: string;
  readonly claimed_at?: number;
  readonly lease_until?: number;
  readonly hand_over?: string;
  readonly tries: number;
  readonly targets: Readonly<Record<string, { readonly state: string }>>;
}
type Item = Record<string, { S?: string; N?: string }>;
type Step = 'claim' | 'settle' | 'look' | 'handed' | 'job';
interface Sight {
  readonly life: Life;
  readonly step: Step;
  readonly doc?: Doc;
}

/** What the ledger's traffic shows. */
export interface LedgerWatch extends Watch {
  /** Keys of the requests for which something is still due. */
  readonly open: ReadonlySet<string>;
  /** The request that claimed a target last. */
  claimOf(target: string): Life | undefined;
}

/** Reads along what functions write into the ledger, and strikes them there. */
export function watchLedger(lives: Lives, striker: Striker, tally: Tally): LedgerWatch {
  const open = new Set<string>();
  const claims = new Map<string, Life>();
  const sights = new WeakMap<WatchedCall, Sight>();
  const lifeAt = (pk: string): Life | undefined => {
    const [operation = '', , ...id] = pk.split('#');
    return operation === 'credential' || operation === 'job' || id.length === 0
      ? undefined
      : lives.of(id.join('#'), operation);
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
    const life = lifeAt(pk);
    if (!life) return undefined;
    const entry = JSON.parse(doc) as Doc;
    const place = placeIn(userAgent);
    const submitting = Object.values(entry.targets).some(({ state }) => state === 'submitting');
    if (submitting && entry.claimed_at !== life.claimed_at) return { life, step: 'claim', doc: entry };
    if (entry.hand_over === 'done') return { life, step: 'handed', doc: entry };
    return { life, step: life.claimedBy === place && !life.settled ? 'settle' : 'look', doc: entry };
  }

  function written(call: WatchedCall, { life, step, doc }: Sight, place: string): void {
    life.writes += 1;
    tally.add('ledger writes');
    if (!doc) return;
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
    if (doc.claimed_at !== undefined) life.claimed_at = doc.claimed_at;
    if (doc.lease_until !== undefined) life.lease_until = doc.lease_until;
    for (const [target, { state }] of Object.entries(doc.targets)) {
      if (state === 'submitting') claims.set(target, life);
    }
  }

  return {
    open,
    claimOf: (target) => claims.get(target),
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
        return !life || !striker.strike(life, 'read', place);
      }
      if (call.action === 'UpdateItem' && status === 200) {
        const life = lifeAt(Key?.pk?.S ?? '');
        if (life) life.writes += 1;
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
