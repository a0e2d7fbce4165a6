import { fits } from '../../values/glob.ts';
import { HOUR, MINUTE } from '../../values/time/units.ts';
import type { Alarms, Firing } from './facts.ts';
import type { GateWord, RolloutHead, RolloutWave } from './rollout.ts';
import { told } from './state.ts';
import { withWave } from './tally.ts';

/** How long alarms and confirmations are waited for before a person is. */
const KNOWN_WITHIN = HOUR;
/** What fires is read so shortly before a wave starts. */
const BASELINE_GOOD_FOR = 15 * MINUTE;
/** More than these are no baseline: the head of the rollout holds them. */
const MOST_RECORDS = 300;
/** So many alarms are named. */
const NAMED = 5;

/** What a gate says of a wave that has baked: it is *open*, it *waits* for what is not known yet, or a person has to decide. */
export type GateStands = 'open' | 'waits' | { readonly held: string };

/** Whether a wave starts only once it is known what fires at its targets. */
export const needsBaseline = ({ gate, baseline }: RolloutWave): boolean =>
  gate?.alarms !== undefined && baseline === undefined;

/** The head whose wave may start with what fires, read at last 15 minutes before `now` (epoch ms); undefined where that is not known. */
export function withBaseline(
  head: RolloutHead,
  index: number,
  alarms: Alarms | undefined,
  now: number,
): RolloutHead | undefined {
  if (!alarms || 'unread' in alarms || alarms.at < baselineAfter(now)) return undefined;
  const records = [...new Set(alarms.firing.map(({ record }) => record))].sort();
  if (records.length > MOST_RECORDS) return undefined;
  return withWave(head, index, ({ unread: _, ...wave }) => ({
    ...wave,
    baseline: { at: alarms.at, records },
  }));
}

/** What was read before is no baseline of a wave that starts at a time (epoch ms). */
export const baselineAfter = (now: number): number => now - BASELINE_GOOD_FOR;

/** The head whose wave waits for its baseline; after an hour a person is told, once. */
export function withoutBaseline(
  head: RolloutHead,
  index: number,
  alarms: Alarms | undefined,
  now: number,
): RolloutHead {
  const wave = head.waves[index];
  if (!wave || wave.unread?.told) return head;
  const trouble = troubleOf(alarms, now);
  const because = trouble ?? 'the alarms that fire at its instances are read before it starts';
  if (!trouble && wave.unread) return head;
  const noted = withWave(head, index, (one) => ({
    ...one,
    unread: { because, told: trouble !== undefined },
  }));
  if (!trouble) return noted;
  const words = `wave ${wave.name} starts nothing before its alarms are read: ${because}. A person who promotes it has it start without`;
  return told(noted, 'approval_due', words, now, wave.name);
}

function troubleOf(alarms: Alarms | undefined, now: number): string | undefined {
  if (!alarms) return undefined;
  if ('firing' in alarms) {
    const { length } = alarms.firing;
    return length > MOST_RECORDS ? `${length} alarms fire at its instances already` : undefined;
  }
  return now < alarms.since + KNOWN_WITHIN ? undefined : alarms.unread;
}

/** Why somebody who may do so wants a wave stopped; undefined where nobody does. */
export function vetoOf({ words = [] }: RolloutWave): string | undefined {
  const vetoes = words.filter(({ verb }) => verb === 'veto');
  return vetoes.length === 0 ? undefined : `vetoed by ${vetoes.map(saidBy).join(', and by ')}`;
}

const saidBy = ({ by, because }: GateWord): string => (because ? `${by}: ${because}` : by);

/** Who has still to confirm a wave. */
export const unconfirmed = ({ gate, words = [] }: RolloutWave): string[] =>
  (gate?.needs ?? []).filter(
    (pattern) => !words.some(({ verb, by }) => verb === 'confirm' && fits(pattern, by)),
  );

/** What a gate says at a time (epoch ms) of a wave that has baked. No data is no good news. */
export function gateStands(wave: RolloutWave, alarms: Alarms | undefined, now: number): GateStands {
  const heard = wave.gate?.alarms === undefined ? 'open' : alarmsStand(wave, alarms, now);
  if (heard !== 'open') return heard;
  const missing = unconfirmed(wave);
  if (missing.length === 0) return 'open';
  if (now < (wave.bake_until ?? now) + KNOWN_WITHIN) return 'waits';
  return { held: `not confirmed by ${missing.join(', ')}` };
}

function alarmsStand(
  { baseline, bake_until = 0, started_at }: RolloutWave,
  alarms: Alarms | undefined,
  now: number,
): GateStands {
  if (started_at === undefined) return 'open';
  if (baseline && 'waived' in baseline) {
    return { held: 'what fired before it started is not known, so nobody can tell which alarms are new' };
  }
  if (!alarms) return 'waits';
  if ('unread' in alarms) {
    if (now < alarms.since + KNOWN_WITHIN) return 'waits';
    return { held: `its alarms are not known: ${alarms.unread}` };
  }
  if (alarms.at < bake_until) return 'waits';
  const known = new Set(baseline?.records);
  const fresh = alarms.firing.filter(({ record }) => !known.has(record));
  return fresh.length === 0 ? 'open' : { held: freshText(fresh) };
}

const LEVELS: readonly string[] = ['', 'critical', 'major', 'minor', 'warning'];

function freshText(fresh: readonly Firing[]): string {
  const named = fresh.slice(0, NAMED).map(({ name, level = 0, of }) => {
    const about = of.length > 0 ? `of ${of.join(', ')}` : 'which names no instance';
    return [name, LEVELS[level] && `(${LEVELS[level]})`, about].filter(Boolean).join(' ');
  });
  const more = fresh.length > NAMED ? `; and ${fresh.length - NAMED} more` : '';
  return `${fresh.length} ${fresh.length === 1 ? 'alarm is' : 'alarms are'} new since it started: ${named.join('; ')}${more}`;
}
