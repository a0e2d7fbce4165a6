import { openRequests } from '../../../shared/desk/requests.ts';
import { endpointOf } from '../../../shared/huawei/endpoints.ts';
import { guardedCredentials } from '../../../shared/ledger/locks/guarded-credentials.ts';
import { readPauses } from '../../../shared/ledger/pause.ts';
import { type Ledger, openLedger } from '../../../shared/ledger/store.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { InvalidIntent, ProjectRefused } from '../../../shared/terms/errors.ts';
import type { Operation } from '../../../shared/terms/operation.ts';
import { type AskedFor, askedFor } from '../../asked-for.ts';
import type { Found, Place } from '../../candidate.ts';
import { BadUsage, type Session } from '../../command.ts';
import { TOO_LARGE } from '../../words/ledger-text.ts';
import { pauseLines } from '../../words/pause-lines.ts';
import { foundFor, type Offered } from './found-for.ts';

type Told = Pick<Session, 'terminal' | 'here'>;

/**
 * What the operations could be asked for in each place, under one login; a place that cannot be looked at hides no other. Throws
 * `BadUsage` and `ProjectRefused` for an only place, and whatever concerns the login.
 */
export async function lookAt(
  places: readonly Place[],
  asked: readonly Offered[],
  settings: Settings,
  told: Told,
): Promise<Found[]> {
  const { LEDGER_TABLE } = settings;
  const ledger = LEDGER_TABLE ? openLedger(LEDGER_TABLE) : undefined;
  const [only, ...others] = places;
  // Before a password goes to the login host of a region that nobody knows.
  if (only && others.length === 0) refuseHostless(only, asked, settings);
  if (ledger) await sayPauses(ledger, told);
  const founds: Found[] = [];
  for (const place of places) {
    try {
      founds.push(...(await lookThere(place, asked, settings, ledger, told)));
    } catch (error) {
      if (others.length === 0 || !(error instanceof ProjectRefused)) throw error;
      founds.push(...asked.map(({ operation }) => ({ operation, place, why: [error.message] })));
    }
  }
  return founds;
}

async function lookThere(
  place: Place,
  asked: readonly Offered[],
  settings: Settings,
  ledger: Ledger | undefined,
  { terminal }: Told,
): Promise<Found[]> {
  const faults = asked.map(({ operation }) => hostFault(operation, place, settings));
  if (!faults.includes(undefined))
    return asked.map(({ operation }, index) => ({ operation, place, why: [faults[index] ?? ''] }));
  const operations = asked.map(({ operation }) => operation);
  const known = ledger && (await knownOf(ledger, operations, place, terminal));
  const credentials = await guardedCredentials(settings, place);
  await credentials.ready();
  const there = { place, credentials, settings, asked: known, say: terminal.say };
  const founds: Found[] = [];
  for (const [index, one] of asked.entries()) {
    const fault = faults[index];
    founds.push(fault ? { operation: one.operation, place, why: [fault] } : await foundFor(one, there));
  }
  return founds;
}

async function sayPauses(ledger: Ledger, { terminal: { say }, here }: Told): Promise<void> {
  for (const line of (await readPauses(ledger.table)).flatMap((one) => pauseLines(one, here)))
    say(`${line}\n`);
}

async function knownOf(
  ledger: Ledger,
  operations: readonly Operation[],
  { project_id: project }: Place,
  { say }: Told['terminal'],
): Promise<AskedFor> {
  const { requests, complete } = await openRequests(ledger, { operations, project });
  if (!complete) say(TOO_LARGE);
  return askedFor(requests, Date.now());
}

function refuseHostless(place: Place, asked: readonly Offered[], settings: Settings): void {
  const faults = asked.map(({ operation }) => hostFault(operation, place, settings));
  if (!faults.includes(undefined)) throw new BadUsage([...new Set(faults)].join('\n'));
}

/** A region may have no host of one service, and all of another. */
function hostFault({ service }: Operation, { region }: Place, settings: Settings): string | undefined {
  try {
    endpointOf(service, region, settings.place);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidIntent) return error.message;
    throw error;
  }
}
