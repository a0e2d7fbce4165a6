import * as z from 'zod/mini';
import { installedOn, listCandidates, offeredTo } from '../../shared/huawei/hotfixes.ts';
import { type Bring, nextOpen, type Offers, proposal, type Together } from '../../shared/terms/offer.ts';
import { eachOf } from '../../shared/values/json/lenient.ts';
import { utc } from '../../shared/values/time/instant.ts';
import { MINUTE } from '../../shared/values/time/units.ts';
import { bareVersion, compareVersions } from '../../shared/values/versions.ts';
import { check } from './preflight.ts';
import { IDS_A_CALL } from './schema.ts';

const infos = z.lazy(() =>
  z.object({
    hotfix_upgrade_infos: eachOf(z.object({ version: z.string(), backup_sensitive: z.boolean() })),
  }),
);

/** The cloud takes no start that has passed: half an hour is left for what keeps a release waiting. */
export const bring: Bring = {
  intent: ({ target, to }) => ({ instance_ids: [target], target_version: to }),
  starts: { field: 'start_time', after_ms: 30 * MINUTE },
};

/** The hot patches that an instance is offered (contract §3). */
export const offers: Offers = async ({ instance, seen }, ask, now) => {
  const { id, version, window } = instance;
  const answers = { ...seen, ...(await ask({ candidates: listCandidates(id) })) };
  const read = offeredTo(answers);
  const offered = read?.known.toSorted(compareVersions);
  const told = infos.safeParse(answers.candidates).data?.hotfix_upgrade_infos;
  const target_version = offered?.join(',') ?? '';
  const intent = { instance_ids: [id], start_time: startIn(window, now), target_version };
  const unread = [
    ...(read?.whole ? [] : ['offered hot patches']),
    ...(told && !told.includes(undefined) ? [] : ['backup_sensitive']),
  ];
  return [
    {
      target: id,
      current: [version, ...(installedOn(answers, id)?.known ?? [])].filter(Boolean).join(' '),
      unread,
      ...(offered && (offered.length > 0 || read?.whole) && { patch: offered.length > 0 }),
      ...(told && {
        backup_sensitive: told.flatMap((info) => (info?.backup_sensitive ? [bareVersion(info.version)] : [])),
      }),
      ...(target_version && {
        available: target_version,
        ...proposal(intent, check(answers, intent, id), unread),
      }),
    },
  ];
};

/** One task brings the same hot patches to several instances at one time, without downtime (contract §3). */
export const together: Together = { most: IDS_A_CALL };

/** A start has to lie ahead, also while the window is open. */
function startIn(window: string | undefined, now: number): string {
  const open = nextOpen(window, now);
  if (!open) return 'PT2H';
  return open.opens === now ? 'PT10M' : utc(open.opens);
}
