import type { Reply, Request, World } from './world.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Answers IAM's token request and the GeminiDB patch call as the vendor's pages show, accepting everything. */
export function answerCloud({ path, body }: Request, world: World): Reply {
  if (path.startsWith('/v3/auth/tokens')) {
    world.counts.tokens += 1;
    const token = { expires_at: new Date(Date.now() + DAY).toISOString() };
    return { status: 201, headers: { 'x-subject-token': `token-${'t'.repeat(1200)}` }, body: { token } };
  }
  if (!path.endsWith('/instances/db-upgrade')) return { status: 404, body: {} };
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
