import {
  type Entry,
  isLeased,
  isSettled,
  outcomesOf,
  revivable,
  targetsIn,
} from '../../ledger/entry/entry.ts';
import { fingerprint, isOf } from '../../ledger/entry/fingerprint.ts';
import { isSentOn } from '../../ledger/entry/sent-on.ts';
import { carry } from '../../terms/carried.ts';
import { readReleaseId } from '../../terms/release.ts';
import { type Status, statusOf } from '../../terms/report.ts';
import { iso } from '../../values/time/instant.ts';
import { intentIn } from './intent-in.ts';
import type { Letter } from './letter.ts';
import { overSince, tooLong } from './over-since.ts';
import type { Asked, Case, Held, Plan } from './redrive-case.ts';
import { planParts } from './redrive-parts.ts';

/** Decides whether a letter can be redriven, and with which directions. Pure; `now` in epoch ms. */
export function planRedrive(about: Case, asked: Asked, now: number): Plan {
  const { letter, entry } = about;
  const release = readReleaseId(letter.request_id);
  if (release) return planReleased(about, release.rollout, asked);
  if (!letter.intent) return { stays: 'its body is no JSON object: its sender has to send an intent' };
  if (!entry) return planFresh(about, letter.intent, asked, now);
  if (!isAbout(entry, letter)) {
    return {
      stays: `the ledger knows ${letter.request_id} as another intent: send this one under an id of its own`,
    };
  }
  return planHeld({ ...about, entry }, asked, now);
}

/** The same for the letter of a request that the ledger holds, whatever the letter says. Pure; `now` in epoch ms. */
export const planHeld = (about: Held, asked: Asked, now: number): Plan =>
  isSentOn(about.entry) ? planParts(about, asked, now) : planResumed(about, asked, now);

/** The targets of an entry that only a person can bring back: undecided ones, and those whose time was over. */
export function leftOver(entry: Entry): {
  readonly undecided: readonly string[];
  readonly expired: readonly string[];
} {
  const undecided = Object.entries(entry.targets).flatMap(([target, state]) =>
    state.state === 'done' && state.outcomes.every(({ verdict }) => verdict === 'unknown') ? [target] : [],
  );
  return { undecided, expired: revivable(entry) };
}

/** How a settled entry ended. */
export const settledAs = (entry: Entry): Status => (entry.expired ? 'expired' : statusOf(outcomesOf(entry)));

/** Whether the ledger's entry is about this letter's intent: another one may have used its id. */
function isAbout(entry: Entry, { intent = {}, masked, resumed }: Letter): boolean {
  if (resumed) return true;
  const { project_id, region } = entry;
  return isOf(masked ? fingerprint(entry.intent) : entry.fingerprint, { region, ...intent, project_id });
}

/** What a rollout releases is sent again by that alone, under another id. */
export function planReleased(
  { inRollout }: Pick<Case, 'inRollout'>,
  rollout: string,
  { named }: Asked,
): Plan {
  const removed = { sends: [], again: [] };
  if (inRollout === 'settled')
    return { says: `rollout ${rollout} has settled it: removed, nothing is sent`, ...removed };
  if (inRollout === undefined && named) {
    return { says: `rollout ${rollout} cannot be read: removed, nothing is sent`, ...removed };
  }
  const decides = `rollout ${rollout} released it, and nothing of that is sent from here`;
  return { stays: `${decides}: look in the console, then decide with fleet proceed --accept or fleet retry` };
}

/** Without an entry nothing was ever claimed by way of the ledger: the letter itself is the intent. */
function planFresh(about: Case, intent: object, asked: Asked, now: number): Plan {
  const { operation, site, letter } = about;
  const { request_id, trigger, sender, status, masked, reason, resumed } = letter;
  if (masked) {
    return {
      stays:
        'a part of it (the query of its URL) was masked when it was put here and the ledger does not hold it: ' +
        'send the intent again, with its whole URL',
    };
  }
  const triggered_at = asked.extend ? now : letter.triggered_at;
  const read = intentIn({ operation, site, request_id }, intent, triggered_at);
  const over = read && overSince(operation, read, now);
  if (over) return tooLong(over, asked);
  const targets = read?.targets ?? [];
  const wasSent = resumed || status === 'unknown' || status === 'partial';
  if (wasSent && !(asked.resend && read)) {
    const stays = 'it may have been sent, and the ledger does not know it: look in the console';
    return { stays, ...(read && { needs: 'resend' }) };
  }
  const again = wasSent ? targets : [];
  const directions = { extend: asked.extend };
  return {
    // An intent that came in a timer's envelope goes on without it.
    message: {
      body: JSON.stringify(intent),
      attributes: carry({ request_id, triggered_at, trigger, directions, ...(sender && { sender }) }),
    },
    says:
      status === 'invalid'
        ? `tried as it stands; it comes back unless this was mended: ${reason}`
        : `run as if it had just come${asked.extend ? ', its time counted from now' : ''}`,
    sends: targets,
    again,
  };
}

function planResumed({ operation, site, entry }: Held, asked: Asked, now: number): Plan {
  if (isLeased(entry, now)) {
    return { stays: `a run may be sending it right now; try again after ${iso(entry.lease_until ?? now)}` };
  }
  const { undecided, expired } = leftOver(entry);
  const settled = isSettled(entry);
  const again = asked.resend ? [...undecided, ...targetsIn(entry, 'unknown')] : [];
  const revived = asked.extend ? expired : [];
  const sends = [...again, ...revived, ...targetsIn(entry, 'waiting')];
  if (again.length + revived.length > 0) {
    const deadline = asked.extend ? Number.POSITIVE_INFINITY : entry.deadline;
    const read = intentIn(
      { operation, site, request_id: entry.request_id },
      entry.intent,
      entry.triggered_at,
    );
    const over = read && overSince(operation, { ...read, deadline }, now);
    // Sent on regardless, an unknown outcome would be recorded as never sent.
    if (over) return tooLong(over, asked);
  }
  // One letter may be closed by name; going through all of them loses none that somebody still has to decide.
  if (settled && sends.length === 0 && !asked.named && undecided.length + expired.length > 0) {
    return undecided.length > 0
      ? { stays: 'it is undecided: look in the console', needs: 'resend' }
      : { stays: 'its time was over', needs: 'extend' };
  }
  const extend = asked.extend && (!settled || sends.length > 0);
  const directions = { resumed: true, extend, ...(again.length > 0 && { resend: entry.tries }) };
  return {
    message: { body: JSON.stringify(entry.intent), attributes: carry({ ...entry, directions }) },
    says: sayOf(entry, sends, asked, now),
    sends,
    again,
  };
}

function sayOf(entry: Entry, sends: readonly string[], { resend, extend }: Asked, now: number): string {
  if (isSettled(entry) && sends.length === 0) {
    return `settled as ${settledAs(entry)}: the ledger answers duplicate, nothing is sent`;
  }
  if (isSettled(entry) || resend || extend) return 'sent with the intent that the ledger holds';
  const { due_at = 0 } = entry;
  return due_at > now
    ? `the ledger is at work on it until ${iso(due_at)}: nothing is sent before`
    : 'goes on where the ledger left it';
}
