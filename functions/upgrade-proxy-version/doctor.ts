import type * as z from 'zod/mini';
import { showInstance } from '../../shared/huawei/details.ts';
import { details, immediateJobs, jobs as taurusdbJob } from '../../shared/huawei/documented/taurusdb.ts';
import { idsIn, listInstances } from '../../shared/huawei/instances.ts';
import { endWords, listedJobById } from '../../shared/huawei/job-facts.ts';
import type { Documented } from '../../shared/terms/documented.ts';
import type { Fact, Inspection, Replies } from '../../shared/terms/inspection.ts';
import { dig, digText } from '../../shared/values/json/dig.ts';
import { proxies } from './documented/proxies.ts';
import { proxyVersion } from './documented/proxy-version.ts';
import { scheduledJobs } from './documented/scheduled-jobs.ts';
import { looksLikeUpgrade } from './lookup.ts';
import { listProxies } from './proxies.ts';
import { versionIn, versionOf } from './proxy-version.ts';
import type { request } from './schema.ts';

const LOOKUP = 'functions/upgrade-proxy-version/lookup.ts';
const A_PAGE = 10;

/** Two short pages of each list, whose overlap tells what an offset counts. */
const page = (route: string, offset: number) => ({
  route,
  query: { limit: String(A_PAGE), offset: String(offset) },
});

/** The ids on the page that was read with this offset, and how many there are in all; undefined when it was not. */
function pageAt(seen: Replies, place: Documented, list: string, offset: number) {
  const reply = seen
    .to(place)
    .find(
      ({ status, query }) => status === 200 && query.limit === String(A_PAGE) && query.offset === `${offset}`,
    );
  const items = dig(reply?.body, list);
  if (!Array.isArray(items)) return undefined;
  return { ids: items.map((job) => digText(job, 'job_id')), total: Number(dig(reply?.body, 'total_count')) };
}

const pagesOfJobs: Fact = {
  id: 'immediate-jobs-offset',
  says: 'The offset of immediate-jobs counts pages, from 1',
  relied_on: LOOKUP,
  otherwise: 'the list is never read whole, and an upgrade whose answer was lost stays unknown',
  judge: (seen) => {
    const [first, second] = [1, 2].map((offset) => pageAt(seen, immediateJobs, 'jobs', offset));
    if (!first || !second) return { unseen: 'the list could not be read' };
    const { total } = first;
    const again = second.ids.filter((id) => first.ids.includes(id)).length;
    if (again > 0)
      return { refuted: `offset 2 shows ${again} of the ${first.ids.length} jobs of offset 1 again` };
    if (first.ids.length < Math.min(A_PAGE, total)) {
      return {
        refuted: `offset 1 shows ${first.ids.length} of ${total} jobs, although ${A_PAGE} fit a page`,
      };
    }
    return total >= 2
      ? {
          confirmed: `of ${total} jobs offset 1 shows ${first.ids.length}, offset 2 ${second.ids.length} others`,
        }
      : { unseen: `${total} jobs are too few to tell` };
  },
};

const itemsOfSchedules: Fact = {
  id: 'scheduled-jobs-offset',
  says: 'The offset of scheduled-jobs counts jobs, from 0',
  relied_on: LOOKUP,
  otherwise: 'the newest scheduled job is overlooked, and absence is concluded too soon',
  judge: (seen) => {
    const [all, rest] = [0, 1].map((offset) => pageAt(seen, scheduledJobs, 'schedules', offset));
    if (!all || !rest) return { unseen: 'the list could not be read' };
    if (all.total < 2) return { unseen: `${all.total} scheduled jobs are too few to tell` };
    const shifted = all.ids.slice(1).every((id, index) => rest.ids[index] === id);
    return shifted && rest.ids[0] !== all.ids[0]
      ? { confirmed: `offset 1 leaves out the first of ${all.total}` }
      : { refuted: 'offset 1 does not show what offset 0 shows behind its first job' };
  },
};

const jobName: Fact = {
  id: 'proxy-job-name',
  says: 'An upgrade is listed under a name that speaks of a proxy and of no other known work on it',
  relied_on: LOOKUP,
  otherwise: 'an upgrade whose answer was lost is never found and stays unknown',
  judge: (seen) => {
    const listed = seen.items(immediateJobs, 'jobs');
    const ours = listed.filter((job) => seen.ours.has(digText(job, 'job_id')));
    const other = ours.filter(({ job_name }) => !looksLikeUpgrade(job_name));
    if (other.length > 0) return { refuted: `our upgrades are listed as ${namesOf(other)}` };
    const fitting = listed.filter(({ job_name }) => looksLikeUpgrade(job_name));
    if (fitting.length > 0) return { confirmed: `${fitting.length} listed as ${namesOf(fitting)}` };
    return { unseen: listed.length > 0 ? `no upgrade among ${namesOf(listed)}` : 'no job in the list' };
  },
};

const namesOf = (list: readonly Readonly<Record<string, unknown>>[]) =>
  [...new Set(list.map((job) => digText(job, 'job_name')))].join(', ');

const showsAtWork: Fact = {
  id: 'proxy-at-work',
  says: 'A proxy that is being upgraded is not ACTIVE, or already shows its new version',
  relied_on: LOOKUP,
  otherwise: 'an upgrade whose answer was lost is sent a second time',
  only_while: 'an upgrade is running',
  judge: (seen) => {
    const [upgraded] = upgrading(seen);
    if (!upgraded) return { unseen: 'no upgrade is running' };
    const other = upgraded.statuses.find((status) => status !== 'ACTIVE');
    // Which of several proxies the job is about, the list of jobs does not tell.
    return other === undefined
      ? { unseen: 'an upgrade is running and every proxy ACTIVE: compare their versions before and after' }
      : { confirmed: `an upgrade is running, and a proxy ${other}` };
  },
};

/** The statuses of the proxies of each instance on which an upgrade is running. */
function upgrading(seen: Replies): { readonly statuses: readonly string[] }[] {
  const running = seen
    .items(immediateJobs, 'jobs')
    .filter(({ job_name, status }) => looksLikeUpgrade(job_name) && status === 'Running')
    .map((job) => digText(job, 'instance_id'));
  return seen
    .to(proxies)
    .filter(({ path }) => running.some((id) => path.includes(id)))
    .map(({ body }) => dig(body, 'proxy_list'))
    .flatMap((list) =>
      Array.isArray(list) ? [{ statuses: list.map((item) => digText(item, 'proxy.status')) }] : [],
    );
}

const workShowsOnProxy: Fact = {
  id: 'work-shows-on-proxy',
  says: "Work on a proxy shows in the proxy's status, whatever that of its instance",
  relied_on: 'functions/upgrade-proxy-version/proxies.ts',
  otherwise: 'a proxy at work looks at rest, and further work is sent to it',
  only_while: 'an upgrade is running',
  judge: (seen) => {
    const [upgraded] = upgrading(seen);
    if (!upgraded) return { unseen: 'no upgrade is running' };
    const { statuses } = upgraded;
    return statuses.every((status) => status === 'ACTIVE')
      ? { refuted: 'an upgrade is running, and every proxy of its instance ACTIVE' }
      : { confirmed: `an upgrade is running, and the proxies are ${statuses.join(', ')}` };
  },
};

/** What a look at the real cloud needs to know of proxy upgrades. */
export const inspection: Inspection<z.infer<typeof request>> = {
  documented: [scheduledJobs, proxies, proxyVersion],
  facts: [
    pagesOfJobs,
    itemsOfSchedules,
    jobName,
    showsAtWork,
    workShowsOnProxy,
    listedJobById(
      taurusdbJob,
      {
        id: 'workflow-by-id',
        says: "An upgrade's workflow_id is the id of a job",
        relied_on: 'functions/upgrade-proxy-version/follow.ts',
      },
      (body) => looksLikeUpgrade(digText(body, 'job.name')),
    ),
    endWords(immediateJobs, 'taurusdb-end-words', { list: 'jobs', status: 'status', ended: 'ended_time' }),
  ],
  probes: {
    jobs1: page(immediateJobs.route, 1),
    jobs2: page(immediateJobs.route, 2),
    schedules0: page(scheduledJobs.route, 0),
    schedules1: page(scheduledJobs.route, 1),
  },
  async requests(answer) {
    const instances = idsIn(await answer(listInstances('taurusdb', [])));
    if (!instances) return undefined;
    if (instances.length > 0)
      await answer({ route: details.route, query: { instance_ids: instances.slice(0, A_PAGE).join() } });
    const found: z.infer<typeof request>[] = [];
    for (const instance_id of instances.slice(0, A_PAGE)) {
      for (const read of Object.values(showInstance('taurusdb', instance_id))) await answer(read);
      const list = await answer(listProxies(instance_id));
      const ids = (Array.isArray(list) ? list : []).map((item) => digText(item, 'proxy.pool_id'));
      for (const proxy_id of ids.filter((id) => id !== '').slice(0, 1)) {
        const runs = versionIn(await answer(versionOf(instance_id, proxy_id)))?.current_version ?? '0.0';
        found.push({ instance_id, proxy_id, source_version: runs, target_version: runs });
      }
    }
    return found;
  },
  jobs: ({ jobs }, target) =>
    (Array.isArray(jobs) ? [...jobs] : [])
      .sort((one, other) => Number(looksLikeUpgrade(other.job_name)) - Number(looksLikeUpgrade(one.job_name)))
      .map((job) => ({ target, job_id: digText(job, 'job_id') })),
};
