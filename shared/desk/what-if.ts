import { planCancel } from '../following/cancel-plan.ts';
import type { FleetTable } from '../platform/fleet-ports.ts';
import {
  ROLLOUT_HEAD,
  type RolloutStanding,
  readReleaseId,
  readStanding,
  rolloutKey,
} from '../terms/release.ts';
import type { Site } from '../terms/site.ts';
import { isOfUse, type WouldCancel, wouldCancel } from './cancel.ts';
import { aboutRequest, type CommandLine } from './command-line.ts';
import { type NextStep, stepsOfHandedOver } from './letters/next-steps.ts';
import type { Request } from './requests.ts';

/** What would come of a request if somebody acted on it now. */
export interface WhatIf {
  /** What a cancel would do; absent where nothing waits, is being sent or is at work. */
  readonly cancel?: { readonly does: readonly WouldCancel[]; readonly command?: CommandLine };
  /** What can be done about its letter; absent where the ledger has had none put on the dead-letter queue. */
  readonly letter?: readonly NextStep[];
}

/** Foresees it from the ledger alone: the cloud and the dead-letter queue are not read. Pure; `now` in epoch ms. */
export function whatIf(
  { operation, entry }: Request,
  { site, rollout }: { readonly site: Site; readonly rollout?: RolloutStanding | undefined },
  now: number,
): WhatIf {
  const plan = planCancel({ operation, entry });
  const does = wouldCancel(plan);
  const inRollout = slotOf(entry.request_id, rollout);
  const letter = stepsOfHandedOver({ operation, site, entry, inRollout }, now);
  return {
    ...(does.length > 0 && {
      cancel: { does, ...(isOfUse(plan) && { command: aboutRequest('cancel', entry) }) },
    }),
    ...(letter && { letter }),
  };
}

/** Whether a rollout still keeps a slot for what it released; undefined where the rollout could not be read, and for every other request. */
export function slotOf(
  request_id: string,
  rollout: RolloutStanding | undefined,
): 'open' | 'settled' | undefined {
  const release = readReleaseId(request_id);
  if (!release || !rollout) return undefined;
  const { in_flight, kept } = rollout;
  return [...in_flight, ...kept].some(({ seq }) => seq === release.seq) ? 'open' : 'settled';
}

/** Where the rollout stands that released a request; undefined for every other one. Throws `PlatformUnavailable`. */
export async function readRolloutOf(
  request_id: string,
  table: FleetTable,
): Promise<RolloutStanding | undefined> {
  const release = readReleaseId(request_id);
  const item = release && (await table.get({ pk: rolloutKey(release.rollout), sk: ROLLOUT_HEAD }));
  return item && readStanding(item.doc);
}
