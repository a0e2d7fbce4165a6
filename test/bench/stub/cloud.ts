import samples from '../../contract/replies.json' with { type: 'json' };
import type { Reply, Request, World } from './world.ts';

const DAY = 24 * 60 * 60 * 1000;

const [sample] = samples['geminidb GET /v3/{project_id}/instances'].body.instances;

/** Answers IAM's token request and GeminiDB's list of instances and patch call as the vendor's pages show, accepting everything. */
export function answerCloud({ path, body }: Request, world: World): Reply {
  if (path.startsWith('/v3/auth/tokens')) {
    world.counts.tokens += 1;
    const token = { expires_at: new Date(Date.now() + DAY).toISOString() };
    return { status: 201, headers: { 'x-subject-token': `token-${'t'.repeat(1200)}` }, body: { token } };
  }
  const { pathname, searchParams } = new URL(path, 'http://stub');
  if (pathname.endsWith('/instances')) return instances(searchParams.get('id'), world);
  if (!pathname.endsWith('/instances/db-upgrade')) return { status: 404, body: {} };
  world.counts.submissions += 1;
  const { instance_ids } = JSON.parse(body) as { instance_ids: string[] };
  const upgrade_results = instance_ids.map((instance_id) => ({
    instance_id,
    job_id: `job-${world.counts.submissions}`,
  }));
  return {
    status: 202,
    headers: { 'x-request-id': `request-${world.counts.submissions}` },
    body: { upgrade_results },
    delayed: true,
  };
}

/** The instance that is asked for by its id, whichever it is: the vendor's sample, at rest and with a patch waiting. Without an id, a page of many. */
function instances(id: string | null, world: World): Reply {
  world.counts.looks += 1;
  if (id) return { status: 200, body: { instances: [atRest(id)], total_count: 1 } };
  const page = Array.from({ length: 100 }, (_, n) => atRest(`${String(n).padStart(32, 'f')}in06`));
  return { status: 200, body: { instances: page, total_count: 10_000 } };
}

const atRest = (id: string) => ({
  ...sample,
  id,
  groups: [sample?.groups],
  actions: [],
  datastore: { ...sample?.datastore, patch_available: true },
});
