import * as z from 'zod/mini';
import { mayBeId } from '../../shared/huawei/ids.ts';
import { type Lookup, mayLieIn, single } from '../../shared/terms/lookup.ts';
import { eachOf, lenient } from '../../shared/values/json/lenient.ts';
import { findProxy, listProxies } from './proxies.ts';
import { runs, versionOf } from './proxy-version.ts';
import type { request } from './schema.ts';

const jobs = z.lazy(() =>
  eachOf(
    z.object({
      job_id: z.optional(z.unknown()),
      job_name: z.optional(z.unknown()),
      created_time: z.optional(z.unknown()),
      instance_id: lenient(z.string()),
    }),
  ),
);
const schedules = z.lazy(() =>
  eachOf(
    z.object({
      job_name: z.optional(z.unknown()),
      create_time: z.optional(z.unknown()),
      instance_id: lenient(z.string()),
    }),
  ),
);

// The vendor's list of job names has these for proxies and none for an upgrade (API page "Querying Instant Tasks").
const OTHER_PROXY_WORK = /^(Enlarge|Open|Close|Scale)|ModifyProxy|ProxyIp|ProxyConsist|ProxyWeight/i;

/** Whether a job's name can be that of an upgrade: it speaks of a proxy and of no other known work on it (inferred). */
export const looksLikeUpgrade = (name: unknown): boolean =>
  /proxy/i.test(String(name)) && !OTHER_PROXY_WORK.test(String(name));

/**
 * Looks for a lost proxy upgrade (contract §4, §7.1). Absent: the proxy still runs `source_version`, is ACTIVE, and no
 * immediate or scheduled job touched its instance. Found: one proxy job of no other known kind, and the proxy shows it;
 * inferred, since the vendor publishes no name for that job.
 */
export const lookup: Lookup<z.infer<typeof request>> = {
  reads: ({ instance_id, proxy_id }) => ({
    // The offsets are those of Terraform's data sources (instant tasks, scheduled tasks). The OpenAPI text has both count
    // items, with a default of 1 that would leave out the newest (contract §7.1): so the total has to prove it.
    jobs: {
      route: 'GET /v3/{project_id}/immediate-jobs',
      list: { items: 'jobs', size: 50, sizes: [50, 20, 10], offset: 'pages', counted: true },
    },
    schedules: {
      route: 'GET /v3/{project_id}/scheduled-jobs',
      list: { items: 'schedules', size: 50, offset: 'items', counted: true },
    },
    proxies: listProxies(instance_id),
    version: versionOf(instance_id, proxy_id),
  }),
  judge: (answers, { request: { instance_id, proxy_id, source_version }, window, taken }) => {
    const [immediate, scheduled] = [jobs.safeParse(answers.jobs), schedules.safeParse(answers.schedules)];
    const proxy = findProxy(answers, proxy_id);
    if (
      answers.version === undefined ||
      !immediate.success ||
      !scheduled.success ||
      typeof proxy === 'string'
    ) {
      return { unclear: "the proxy, its version or its instance's jobs could not be read completely" };
    }
    const near = immediate.data.filter(
      (job) => mayBeId(job?.instance_id, instance_id) && mayLieIn(window, job?.created_time),
    );
    const planned = scheduled.data.filter(
      (job) => mayBeId(job?.instance_id, instance_id) && mayLieIn(window, job?.create_time),
    );
    const untouched = proxy.status === 'ACTIVE' && runs(answers.version, source_version);
    if (untouched) {
      return near.length + planned.length === 0
        ? { absent: 'the proxy is ACTIVE at source_version and no job touched its instance at that time' }
        : { unclear: 'the proxy looks untouched, but a job ran on its instance at that time' };
    }
    const upgrades = near.filter((job) => job?.instance_id !== undefined && looksLikeUpgrade(job.job_name));
    const candidate = single(
      upgrades.map((job) => job?.job_id),
      taken,
    );
    return candidate === 'none'
      ? { unclear: 'the proxy is being or was changed, by no job that can be told ours' }
      : candidate;
  },
};
