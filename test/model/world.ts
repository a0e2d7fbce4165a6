import type { Away, Facts } from '../../shared/fleet/rollout/facts.ts';
import { isGap } from '../../shared/fleet/rollout/flights.ts';
import { perform, type Writers } from '../../shared/fleet/rollout/perform.ts';
import type { ReleaseEnd } from '../../shared/fleet/rollout/release-end.ts';
import type { RolloutHead } from '../../shared/fleet/rollout/rollout.ts';
import { step } from '../../shared/fleet/rollout/step.ts';
import { currentWave } from '../../shared/fleet/rollout/tally.ts';
import { type RolloutTarget, targetKey } from '../../shared/fleet/rollout/target.ts';
import { releaseId } from '../../shared/terms/release.ts';
import { HOUR, MINUTE } from '../../shared/values/time/units.ts';
import type { Dice } from '../chaos/dice.ts';
import {
  judgeBackup,
  judgeGates,
  judgeHead,
  judgeNotices,
  judgeRow,
  judgeSettled,
  judgeStart,
  type MadeBackup,
} from './judge.ts';
import { BEGIN, fitIn, LASTS, type Plan } from './rollouts.ts';
import { replace, Table } from './table.ts';

const PAGE = 4;

/** Work in the cloud. */
interface Work {
  readonly id: string;
  readonly rollout: string;
  readonly row: RolloutTarget;
  readonly ends: number;
}

/** The table, the ledger, the queue, the cloud and the time of one run; whoever waits at a gate is let go on by the run. */
export class World {
  readonly table = new Table();
  readonly ledger = new Map<string, ReleaseEnd | 'open'>();
  readonly queue: { rollout: string; row: RolloutTarget }[] = [];
  readonly works: Work[] = [];
  readonly bodies = new Map<string, string>();
  /** The last completed backup of a target, by its rollout and number. */
  readonly backups = new Map<string, MadeBackup>();
  readonly away = new Map<string, Away>();
  readonly parked: (() => void)[] = [];
  readonly plans: ReadonlyMap<string, Plan>;
  readonly dice: Dice;
  now = BEGIN;
  calm = false;
  /** How often work began in the cloud. */
  began = 0;
  private rest = () => {};
  private failure: unknown;

  private readonly tell: ((line: string) => void) | undefined;

  constructor(plans: readonly Plan[], dice: Dice, tell?: (line: string) => void) {
    this.dice = dice;
    this.tell = tell;
    this.plans = new Map(plans.map((plan) => [plan.head.id, plan]));
    for (const { head, rows } of plans) this.table.add(head, rows);
  }

  private trace(line: () => string): void {
    this.tell?.(`${new Date(this.now).toISOString()} ${line()}`);
  }

  /** Where somebody can be stopped for a while, or for ever. */
  gate = (): Promise<void> =>
    new Promise((resolve) => {
      this.parked.push(resolve);
      this.rest();
    });

  /** Starts somebody, up to their first gate. */
  run(actor: () => Promise<void>): Promise<void> {
    return this.until(() => {
      actor().then(
        () => this.rest(),
        (error) => {
          this.failure = error;
          this.rest();
        },
      );
    });
  }

  /** Lets one who waits go on up to their next gate. */
  goOn(at: number): Promise<void> {
    const [resume] = this.parked.splice(at, 1);
    return this.until(() => resume?.());
  }

  private async until(act: () => void): Promise<void> {
    await new Promise<void>((resolve) => {
      this.rest = resolve;
      act();
    });
    if (this.failure) throw this.failure;
  }

  /** One step of a rollout, as the function that steers does it. */
  steer = async (id: string): Promise<void> => {
    const read = this.table.heads.get(id);
    if (!read) return;
    const now = this.now;
    const versions = new Map<string, number>();
    const facts = await this.facts(read.doc, versions);
    await perform(step(read.doc, facts, now), this.writers(id, read.version, versions, facts));
  };

  private async facts(head: RolloutHead, versions: Map<string, number>): Promise<Facts> {
    const { table, dice } = this;
    const hours = this.plans.get(head.id)?.hours;
    if (!hours) throw new TypeError(head.id);
    await this.gate();
    const rows = new Map<string, RolloutTarget>();
    const ends = new Map<string, ReleaseEnd | 'open' | 'none'>();
    for (const { sk } of [...head.in_flight, ...head.kept, ...(head.directed ?? [])]) {
      const item = table.rows.get(`${head.id}/${sk}`);
      if (!item || (!this.calm && dice.chance(0.02))) continue;
      rows.set(sk, item.doc);
      versions.set(sk, item.version);
    }
    for (const { sk, seq, attempt } of head.in_flight) {
      if (!this.calm && dice.chance(0.02)) continue;
      const stage = rows.get(sk)?.stage;
      ends.set(sk, this.ledger.get(releaseId({ rollout: head.id, seq, attempt, stage })) ?? 'none');
    }
    await this.gate();
    const isOver = head.clearing !== undefined;
    const wave = currentWave(head);
    const behind = isOver ? head.clearing : head.waves[wave]?.cursor;
    const begins = isOver ? 't#' : `t#${String(wave).padStart(2, '0')}#`;
    const page = table.waiting(head.id, begins, behind ?? '', PAGE);
    for (const row of page.rows) {
      const sk = targetKey(row);
      if (!versions.has(sk)) versions.set(sk, table.rows.get(`${head.id}/${sk}`)?.version ?? 0);
    }
    await this.gate();
    const gaps = head.in_flight.flatMap((flight) => {
      const row = rows.get(flight.sk);
      return row && isGap({ flight, row }) ? [row] : [];
    });
    const groups = new Set([...page.rows, ...gaps].flatMap((row) => row.groups));
    const locks = [...groups].map((group) => [group, table.locks.get(group)] as const);
    for (const [group, lock] of locks) versions.set(`lock ${group}`, lock?.version ?? 0);
    await this.gate();
    const taken = new Set(
      locks.flatMap(([group, lock]) => {
        if (!lock || lock.doc.rollout === head.id) return [];
        const holder = table.heads.get(lock.doc.rollout)?.doc;
        const lists = [...(holder?.in_flight ?? []), ...(holder?.kept ?? [])].some(
          ({ seq }) => seq === lock.doc.seq,
        );
        return lists ? [group] : [];
      }),
    );
    const kept = head.kept.map(({ sk }) => sk);
    const others = [...table.heads.values()].filter(
      ({ doc }) => doc.id !== head.id && doc.fleet === head.fleet,
    );
    const settled = head.waves[wave];
    return {
      rows,
      ends,
      page: { wave, behind, ...page },
      away: new Map(
        [...this.away].flatMap(([key, away]) =>
          key.startsWith(`${head.id}/`) ? [[key.slice(head.id.length + 1), away]] : [],
        ),
      ),
      void_holds: new Set(),
      taken,
      at_rest: new Set(kept.filter(() => this.calm || dice.chance(0.6))),
      proven: new Set(kept.filter(() => dice.chance(0.1))),
      rest:
        settled?.state === 'settled' && dice.chance(0.8)
          ? { since: settled.bake_until ?? this.now, unanswered: dice.chance(0.1) ? 1 : 0, restless: [] }
          : undefined,
      alarms: this.alarms(head),
      foreseen: this.foreseen(head),
      behind: others.some(({ doc }) => ['approved', 'running', 'halted'].includes(doc.state)),
      paused: () => (!this.calm && dice.chance(0.05) ? 'paused' : undefined),
      fit: (_row, from) => fitIn(hours, from),
      lasts: () => LASTS,
      starts: () => undefined,
      backUp: () => ({ intent: (instance, at) => ({ instance, name: `backup-${instance}-${at}` }) }),
    };
  }

  /** What fires by chance, as whoever asks Cloud Eye hears of it: late, never, or before the wave has baked. */
  private alarms(head: RolloutHead): Facts['alarms'] {
    const { dice, now } = this;
    if (dice.chance(0.2)) return undefined;
    if (dice.chance(0.2)) return { since: now - dice.between(0, 90) * MINUTE, unread: 'no answer' };
    const { baseline } = head.waves[currentWave(head)] ?? {};
    const known = baseline && 'records' in baseline ? baseline.records : [];
    const more = dice.chance(0.3) ? [`ah${dice.between(0, 5)}`] : [];
    const firing = [...known.filter(() => dice.chance(0.7)), ...more];
    return {
      at: now - dice.between(0, dice.pick([1, 40])) * MINUTE,
      firing: firing.map((record) => ({ record, name: 'cpu', of: dice.chance(0.8) ? ['db'] : [] })),
    };
  }

  /** Starts as somebody foresaw them, of a head that may have changed since. */
  private foreseen({ decision, waves }: RolloutHead): Facts['foreseen'] {
    const { dice, now } = this;
    if (dice.chance(0.3)) return dice.chance(0.5) ? undefined : 'stale';
    const gate = waves.findIndex(({ state }) => state === 'at_gate');
    return {
      decision,
      good_until: now + HOUR,
      waves: waves.slice(0, gate < 0 ? waves.length : gate + 1).map(({ name: wave }) => ({
        wave,
        starts: now + dice.between(-1, dice.pick([3, 60])) * HOUR,
        zone: 'UTC',
        operations: [{ name: 'patch-databases', effect: 'restarts' }],
        instances: 1,
        owners: [],
        more: 0,
      })),
    };
  }

  private writers(id: string, version: number, versions: Map<string, number>, { alarms }: Facts): Writers {
    const { table } = this;
    const hours = this.plans.get(id)?.hours;
    const back: RolloutTarget[] = [];
    return {
      head: async (after) => {
        await this.gate();
        const before = table.heads.get(id)?.doc;
        if (!replace(table.heads, id, version, after)) return false;
        this.trace(() => headText(after));
        if (before) judgeHead(before, after);
        if (before) judgeSettled(before, after, back);
        if (before) judgeNotices(before, after);
        if (before) judgeGates(before, after, alarms);
        return true;
      },
      row: async (row) => {
        await this.gate();
        const sk = targetKey(row);
        const before = table.rows.get(`${id}/${sk}`)?.doc;
        const read = versions.get(sk) ?? 0;
        const head = table.heads.get(id)?.doc;
        if (!replace(table.rows, `${id}/${sk}`, read, row)) return false;
        versions.set(sk, read + 1);
        if (row.state === 'waiting') back.push(row);
        this.trace(() => rowText(id, row));
        if (before && head && hours)
          judgeRow(before, row, head, hours, row.released_at === undefined ? this.now : row.released_at);
        if (hours && row.state === 'reserved') judgeBackup(row, this.backups.get(`${id}/${row.seq}`), hours);
        return true;
      },
      lock: async (group, seq) => {
        await this.gate();
        const read = versions.get(`lock ${group}`);
        if (read === undefined) throw new TypeError(`lock of ${group} was not read`);
        if (!replace(table.locks, group, read, { rollout: id, seq })) return false;
        versions.set(`lock ${group}`, read + 1);
        this.trace(() => `${id} locks ${group} for ${seq}`);
        return true;
      },
      send: async (row) => {
        await this.gate();
        const body = JSON.stringify(row.body);
        const known = this.bodies.get(String(row.body?.request_id));
        if (known !== undefined && known !== body)
          throw new Error(`another body under ${row.body?.request_id}`);
        this.bodies.set(String(row.body?.request_id), body);
        this.queue.push({ rollout: id, row });
        if (this.dice.chance(0.1)) this.queue.push({ rollout: id, row });
      },
      hasTime: () => this.calm || !this.dice.chance(0.02),
    };
  }

  /** Takes a message off the queue, as an operation's function does. */
  deliver(): void {
    const { dice, table, ledger } = this;
    const at = dice.between(0, this.queue.length - 1);
    const [message] = this.queue.splice(at, 1);
    if (!message) return;
    const { rollout, row } = message;
    const id = String(row.body?.request_id);
    if (ledger.has(id)) return;
    const note = (end: ReleaseEnd | 'open') => ledger.set(id, end);
    const about = { reason: 'as the dice fell', at: this.now };
    if (this.now > Date.parse(String(row.body?.not_after))) {
      if (dice.chance(0.5)) note({ ...about, as: 'again', code: 'expired' });
      return;
    }
    if (!this.calm && dice.chance(0.02)) return;
    const head = table.heads.get(rollout)?.doc;
    const hold = head?.holds[row.target];
    if (head?.state !== 'running' || (hold && this.now < hold.until)) {
      note({ ...about, as: 'again', code: 'canceled' });
      return;
    }
    const [, end] = dice.draw([
      [85, undefined],
      [3, { ...about, as: 'again', code: 'expired' }],
      [2, { ...about, as: 'left', left: 'drifted' }],
      [1, { ...about, as: 'left', left: 'on_hold' }],
      [2, { ...about, as: 'left', left: 'rejected' }],
      [3, { ...about, as: 'ended', result: 'already_done' }],
      [1, { ...about, as: 'ended', result: 'unknown' }],
      [this.calm ? 0 : 0.5, { ...about, as: 'halts', code: 'forbidden' }],
    ] as const satisfies readonly (readonly [number, ReleaseEnd | undefined])[]);
    if (end) {
      note(end);
      if (end.as === 'ended' && end.result === 'already_done') this.backedUp(rollout, row, row.released_at);
      return;
    }
    this.trace(() => `${row.target} begins ${row.stage ?? 'its work'}, try ${row.attempt}`);
    judgeStart({ rollout, row }, this.works, table);
    note('open');
    this.began += 1;
    this.works.push({ id, rollout, row, ends: this.now + dice.between(5, 40) * MINUTE });
  }

  private backedUp(rollout: string, { seq, stage, released_at = 0 }: RolloutTarget, at = 0): void {
    if (stage === 'backup') this.backups.set(`${rollout}/${seq}`, { released_at, at });
  }

  /** Ends work whose time is over. */
  endWork(): void {
    const at = this.works.findIndex(({ ends }) => ends <= this.now);
    if (at < 0) return;
    const [work] = this.works.splice(at, 1);
    this.trace(() => `${work?.row.target} ends in the cloud`);
    if (!work) return;
    const [, result] = this.dice.draw([
      [84, 'succeeded'],
      [6, 'failed'],
      [2, 'completed_unchanged'],
      [3, 'completed_unproven'],
      [2, 'timed_out'],
      [1, 'two_jobs'],
      [2, 'canceled_by_others'],
    ] as const);
    if (result === 'succeeded') this.backedUp(work.rollout, work.row, this.now);
    this.ledger.set(work.id, { as: 'ended', result, reason: 'as the dice fell', at: this.now });
  }
}

const headText = ({ id, state, waves, in_flight, kept, directed = [] }: RolloutHead): string =>
  [
    `${id} ${state}`,
    ...waves.map((wave) => `${wave.state} ${JSON.stringify(wave.counts)}`),
    `in flight ${in_flight.map(({ seq, attempt }) => `${seq}/${attempt}`).join(' ')}`,
    `kept ${kept.map(({ seq, result }) => `${seq} ${result}`).join(' ')}`,
    `directed ${directed.map(({ sk, to }) => `${to} ${sk}`).join(' ')}`,
  ].join('; ');

const rowText = (id: string, { seq, state, attempt, result, code, accepted }: RolloutTarget): string =>
  [id, seq, state, attempt, result, accepted ? 'accepted' : undefined, code]
    .filter((word) => word !== undefined)
    .join(' ');
