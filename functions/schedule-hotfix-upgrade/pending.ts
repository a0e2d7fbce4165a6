import * as z from 'zod/mini';
import { listInstances } from '../../shared/huawei/instances.ts';
import { aboutOf, inventory, type Listed, strangers } from '../../shared/huawei/inventory.ts';
import type { Answers } from '../../shared/terms/lookup.ts';
import {
  type Ask,
  type Candidate,
  instant,
  nextOpen,
  type Pending,
  proposal,
} from '../../shared/terms/pending.ts';
import { atOnce } from '../../shared/values/chunks.ts';
import { eachOf } from '../../shared/values/json/lenient.ts';
import { compareVersions } from '../../shared/values/versions.ts';
import { check } from './preflight.ts';
import { installedOn, listCandidates, offeredTo } from './versions.ts';

const AT_ONCE = 5;

const infos = z.lazy(() =>
  z.object({
    hotfix_upgrade_infos: eachOf(z.object({ version: z.string(), backup_sensitive: z.boolean() })),
  }),
);

/** The hot patches that each instance is offered, read one by one (contract §3). */
export const pending: Pending = async (ask, now) => {
  const all = await ask({ instances: listInstances([]) });
  const listed = inventory(all);
  if (!listed) return undefined;
  return [...(await atOnce(AT_ONCE, listed, (one) => candidateOf(one, ask, now))), ...strangers(all)];
};

async function candidateOf(listed: Listed, ask: Ask, now: number): Promise<Candidate> {
  const { id, datastore, maintenance_window } = listed;
  const answers: Answers = { instances: [listed], ...(await ask({ candidates: listCandidates(id) })) };
  const read = offeredTo(answers);
  const offered = read?.known.toSorted(compareVersions);
  const told = infos.safeParse(answers.candidates).data?.hotfix_upgrade_infos;
  const target_version = offered?.join(',') ?? '';
  const intent = { instance_ids: [id], start_time: startIn(maintenance_window, now), target_version };
  const unread = [
    ...(read?.whole ? [] : ['offered hot patches']),
    ...(told && !told.includes(undefined) ? [] : ['backup_sensitive']),
  ];
  return {
    ...aboutOf(listed),
    current: [datastore?.version, ...(installedOn(answers, id)?.known ?? [])].filter(Boolean).join(' '),
    unread,
    ...(offered && (offered.length > 0 || read?.whole) && { patch: offered.length > 0 }),
    ...(told && {
      backup_sensitive: told.flatMap((info) => (info?.backup_sensitive ? [info.version] : [])),
    }),
    ...(target_version && {
      available: target_version,
      ...proposal(intent, check(answers, intent, id), unread),
    }),
  };
}

/** A start has to lie ahead, also while the window is open. */
function startIn(window: string | undefined, now: number): string {
  const open = nextOpen(window, now);
  if (!open) return 'PT2H';
  return open.opens === now ? 'PT10M' : instant(open.opens);
}
