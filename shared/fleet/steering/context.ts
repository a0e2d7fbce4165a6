import type { Calendar } from '../../calendar/calendar.ts';
import { holds, type Pause, pauseText } from '../../ledger/pause.ts';
import type { FleetTable } from '../../platform/fleet-ports.ts';
import type { Table } from '../../platform/ports.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Bring } from '../../terms/offer.ts';
import type { Operation } from '../../terms/operation.ts';
import { rowsKey } from '../../terms/row-key.ts';
import type { Fleets } from '../fleet.ts';
import type { Planned, RolloutTarget } from '../rollout/target.ts';
import type { Store } from './store.ts';

/** An operation, and how a fleet has it worked on; undefined where none can. */
export interface Brought {
  readonly operation: Operation;
  readonly bring: Bring | undefined;
}

/** What every rollout of a run has in common. */
export interface Context {
  readonly settings: Settings & { readonly QUEUE_URL: string };
  readonly table: FleetTable;
  readonly store: Store;
  readonly ledger: Table;
  /** As they were packaged with this function. */
  readonly fleets: Fleets;
  readonly calendar: Calendar;
  readonly operations: ReadonlyMap<string, Brought>;
  readonly pauses: readonly Pause[];
  /** How long work of an operation usually lasts on an instance, ms. */
  readonly lastsOf: (work: Pick<Planned, 'operation' | 'instance'>) => number;
}

/** Why an operation is paused; undefined while it is not. */
export function pausedBy({ pauses }: Pick<Context, 'pauses'>, operation: string): string | undefined {
  const pause = pauses.find(holds(operation));
  return pause && pauseText(pause);
}

/** How long a release is at work, ms: from when it is sent. */
export const workOf = (
  { operations, lastsOf }: Pick<Context, 'operations' | 'lastsOf'>,
  work: Pick<Planned, 'operation' | 'instance'>,
): number => (operations.get(work.operation)?.bring?.starts?.after_ms ?? 0) + lastsOf(work);

/** A run, as far as planning heeds it: the time (epoch ms), and how many ms are left. */
export interface Run {
  readonly now: number;
  readonly remaining: () => number;
}

/** Under which the survey keeps a target of a row's place. */
export function rowKey(
  { region, project, operation }: RolloutTarget,
  target: string,
  { operations }: Pick<Context, 'operations'>,
): { pk: string; sk: string } {
  const service = operations.get(operation)?.operation.service;
  if (!service) return { pk: 'place#', sk: target };
  return { pk: rowsKey({ service, region, project }), sk: target };
}
