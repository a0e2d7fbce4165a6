import { asksKey, type RecallAsk, recallKey } from '../../shared/fleet/steering/ask.ts';
import { openFleetTable } from '../../shared/platform/platform.ts';
import { releaseId } from '../../shared/terms/release.ts';
import { DAY, HOUR } from '../../shared/values/time/units.ts';
import type { Fault } from '../../stand-in/cloud/faults.ts';
import { matchRoute } from '../../stand-in/cloud/routes.ts';
import { asOperator } from '../../stand-in/rehearsal/as-operator.ts';
import { hotfix, onFirst, plugIn } from '../../stand-in/rehearsal/asked.ts';
import type { Way } from '../../stand-in/rehearsal/fire.ts';
import type { Rehearsable } from '../../stand-in/rehearsal/read-examples.ts';
import type { Stage } from '../../stand-in/rehearsal/stage.ts';
import { todays } from '../../stand-in/rehearsal/todays.ts';

/** The functions that find the ledger closed at the moment. */
export type Outage = Set<string>;

/** Fires the first example of every operation at once, and waits until nothing of it is left to do. */
async function fireAll(stage: Stage, operations: readonly Rehearsable[], way: Way, fault?: Fault) {
  await Promise.all(
    operations.map(async ({ operation: { name, service }, examples: [example] }) => {
      if (!example) throw new Error(`${name} has no example`);
      const { wire, project_id } = example;
      const call = matchRoute(service, wire.method, wire.path)?.call;
      if (call && fault) stage.cloud.faults.add({ call, fault });
      // By when it has to end, so that it is read how long such work usually lasts.
      await stage.fire(way, name, { ...todays(example), project_id, ends_by: 'P30D' });
    }),
  );
}

/** What leads every operation, whatever it is, to the permissions that it seldom needs. */
export async function troubles(
  stage: Stage,
  operations: readonly Rehearsable[],
  ledgerOut: Outage,
): Promise<void> {
  const body = { error_code: 'DBS.200002', error_msg: 'no such instance' };
  for (const fault of [{ kind: 'cut-after' }, { kind: 'refuse', status: 404, body }] as const) {
    await stage.reset();
    await fireAll(stage, operations, 'queue', fault);
    await stage.settled();
  }
  await stage.reset();
  // A timer's intent that the ledger does not take goes to the queue.
  for (const { operation } of operations) ledgerOut.add(operation.name);
  const timed = operations.filter(({ operation: { neverBy } }) => !neverBy?.includes('timer'));
  await fireAll(stage, timed, 'timer');
  ledgerOut.clear();
  await stage.settled();
}

/** A release of every operation: whether its rollout still runs is read, and as nobody can say so, nothing is sent. */
export async function releases(stage: Stage, operations: readonly Rehearsable[]): Promise<void> {
  await stage.reset();
  await Promise.all(
    operations.map(async ({ operation: { name }, examples: [example] }, seq) => {
      if (!example) throw new Error(`${name} has no example`);
      const request_id = releaseId({ rollout: 'gone', seq, attempt: 1 });
      const intent = {
        ...todays(example),
        project_id: example.project_id,
        not_after: 'PT2S',
        ends_by: 'P30D',
      };
      const one = Object.fromEntries(
        Object.entries(intent).map(([field, value]) => [
          field,
          Array.isArray(value) ? value.slice(0, 1) : value,
        ]),
      );
      await stage.queues.send(name, JSON.stringify(one), { trigger: 'fleet', sender: 'monthly', request_id });
    }),
  );
  await stage.settled();
  if (stage.cloud.accepted.length > 0) throw new Error('a release was sent of a rollout that is not there');
}

/** An intent with a secret part waits while the login is rotated: it is opened with the one before. */
export async function rotation(stage: Stage, rotate: (password: string) => void): Promise<void> {
  await stage.reset();
  const url =
    'https://plug-ins.obs.ap-southeast-1.myhuaweicloud.com/a.tar.gz?AccessKeyId=AK&Signature=s3cr3t';
  await stage.fire('timer', 'install-kernel-plugin', { ...plugIn.intent, url, not_before: 'PT2S' });
  const password = 'a password of tomorrow';
  for (const user of stage.cloud.state.users.values()) user.password = password;
  rotate(password);
  // A process that is running keeps what it read for five minutes.
  stage.functions.get('install-kernel-plugin')?.kill();
  await stage.settled();
  if (stage.cloud.accepted.length !== 1) throw new Error('what waited over the rotation was not sent');
}

/** A hotfix that the cloud begins hours later, and that a rollout wants recalled: the survey of a place finds that before all else. */
export async function scheduledToRecall(stage: Stage): Promise<void> {
  const before = stage.cloud.accepted.length;
  const request_id = 'to-recall';
  const { operation, intent, project_id: project, targets } = onFirst(hotfix);
  const start_time = new Date(Date.now() + 6 * HOUR).toISOString();
  await stage.fire('queue', operation, { ...intent, start_time, request_id });
  await stage.settled();
  if (stage.cloud.accepted.length !== before + 1) throw new Error('the cloud has taken no hotfix to recall');
  const region = String(stage.environment.HW_REGION_NAME);
  const until = Date.now() + DAY;
  const ask: RecallAsk = {
    region,
    project,
    operation,
    target: targets[0],
    request_id,
    fleet: 'monthly',
    until,
  };
  await asOperator(stage, async () => {
    const key = { pk: asksKey({ region, project: plugIn.project_id }), sk: recallKey(request_id) };
    const item = { ...key, version: 1, write_id: 'to-recall', doc: JSON.stringify(ask) };
    await openFleetTable(stage.ledger.fleetTable).put(item, 'nothing');
  });
}
