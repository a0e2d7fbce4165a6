/** What every handler is given: the ids to patch, out of the one record of a queue event. */
export function idsOf(event: unknown): string[] {
  const { Records } = event as { Records: [{ body: string }] };
  return (JSON.parse(Records[0].body) as { instance_ids: string[] }).instance_ids;
}

/** The call every handler makes. */
export const call = {
  url: `${process.env.BENCH_ORIGIN}/v3/${process.env.HW_PROJECT_ID}/instances/db-upgrade`,
  headers: { 'content-type': 'application/json', 'x-auth-token': `token-${'t'.repeat(1200)}` },
};

/** Ends the run unless the call was accepted: what failed must not be measured. */
export function expectAccepted(status: number | undefined): void {
  if (status !== 202) throw new Error(`the stub answered ${status}`);
}
