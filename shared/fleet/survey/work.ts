import type { Asker } from '../../huawei/ask.ts';
import type { Reader } from '../../huawei/read.ts';
import type { FleetTable } from '../../platform/fleet-ports.ts';
import type { Table } from '../../platform/ports.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Offers } from '../../terms/offer.ts';
import type { Operation } from '../../terms/operation.ts';
import type { Asking } from './asked-tags.ts';
import type { Pass, Survey, SurveyHead } from './rows.ts';
import type { Store } from './store.ts';

/** An operation, and what it could be asked for on an instance of its service; undefined where nothing in the cloud shows it. */
export interface Offering {
  readonly operation: Operation;
  readonly offers: Offers | undefined;
}

/** What every survey of a run has in common. */
export interface Plan extends Asking {
  readonly settings: Settings;
  readonly table: FleetTable;
  /** Where it stands how jobs ended; absent where nobody keeps a ledger. */
  readonly ledger: Table | undefined;
  readonly offering: readonly Offering[];
  /** How many ms are left of the run. */
  readonly remaining: () => number;
  /** Hears of each step of a survey. */
  readonly progress: (head: SurveyHead) => void;
}

/** What a run has done of a survey. */
export interface Tally {
  reads: number;
  met: number;
  changed: number;
  gone: number;
}

/** One survey while a run is at it. */
export interface Work {
  readonly survey: Survey;
  readonly plan: Plan;
  readonly store: Store;
  readonly tally: Tally;
  /** What went wrong of the service itself, a sentence each. */
  readonly failures: Set<string>;
  readonly ask: Asker;
  /** A reader of its own for each instance, since it keeps what it has read. */
  reader(): Reader;
  pass(): Pass;
  /** Keeps how far the pass is. Throws `Overtaken`, `PlatformUnavailable`. */
  commit(change: { readonly [name in keyof Pass]?: Pass[name] | undefined }): Promise<void>;
}

/** Another run is at the survey: this one has nothing more to write. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken' as const;
}
