import { pathToFileURL } from 'node:url';
import { catalog } from '../../functions/catalog.ts';
import { bundleCalendar, hashOfCalendar } from '../../infra/calendar/bundle-calendar.ts';
import type { Calendar } from '../../shared/calendar/calendar.ts';
import { addEnds } from '../../shared/durations/ends.ts';
import { serviceOf } from '../../shared/huawei/services/services.ts';
import { openFleetTable } from '../../shared/platform/platform.ts';
import { MINUTE, SECOND } from '../../shared/values/time/units.ts';
import { localCredentials } from '../../stand-in/platform/local-credentials.ts';

const FROZEN_S = 20;

/** Two freezes that begin with every minute, so that several begin and end in every run. */
const CALENDAR: Calendar = {
  windows: {},
  freezes: {
    'first-seconds': {
      cron: 'cron(* * * * ? *)',
      for: `PT${FROZEN_S / 2}S`,
      time_zone: 'UTC',
      because: 'chaos',
    },
    'next-seconds': {
      cron: 'cron(* * * * ? *)',
      for: `PT${FROZEN_S}S`,
      time_zone: 'Asia/Kathmandu',
      because: 'chaos',
    },
  },
  never_together: [],
};

/** How long it is from a moment, epoch ms, until a freeze begins in which there is time for a run to begin; 0 in the first half of one. */
export const untilFreeze = (at: number): number =>
  at % MINUTE < (FROZEN_S / 2) * SECOND ? 0 : MINUTE - (at % MINUTE);

/** Whether a moment, epoch ms, is in one of them. */
export const isFrozen = (at: number): boolean => at % MINUTE < FROZEN_S * SECOND;

/** Puts the calendar beside the bundles in a folder; what they are given to heed it. */
export function bundleFreezes(folder: string): Readonly<Record<string, string>> {
  bundleCalendar(CALENDAR, pathToFileURL(`${folder}/`));
  return { CALENDAR_HASH: hashOfCalendar(CALENDAR) };
}

/** Notes in the fleet table at an endpoint that all work lasts so long: by the time that it is assumed to take, no minute would have room for any. */
export async function noteShortWork(
  { endpoint, region, table }: { endpoint: string; region: string; table: string },
  lasted_ms: number,
): Promise<void> {
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_REGION: region,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
  });
  try {
    const ends = Array.from({ length: 20 }, (_, n) => ({ job: `before-${n}`, lasted_ms }));
    for (const { name, service } of catalog) {
      const { engines } = serviceOf(service);
      for (const engine of [...engines, undefined]) await addEnds(openFleetTable(table), name, engine, ends);
    }
  } finally {
    process.env = before;
  }
}
