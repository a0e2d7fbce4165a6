import { expect } from '@jest/globals';
import type { Instance, ProxyInstance } from '../../stand-in/cloud/resources.ts';
import { type Case, hotfix, patch, plugin, proxy, singles } from '../world/cases.ts';
import type { Ran } from '../world/service.ts';
import type { LedgerWorld } from '../world/world.ts';

/** What a test makes of an instance or proxy of the stand-in. */
export type Drifted = Partial<Instance & ProxyInstance>;

const singleOf = ({ operation }: Case): Case => singles.find((one) => one.operation === operation) as Case;
export const [plugged, hotfixed, proxied, patched] = [
  singleOf(plugin),
  singleOf(hotfix),
  singleOf(proxy),
  singleOf(patch),
];

/** The instance that the work on a case's first target occupies. */
export const instanceOf = ({ intent, targets }: Case): string => String(intent.instance_id ?? targets[0]);

/** Sends a request, `r` unless named otherwise. */
export const fire = (
  world: LedgerWorld,
  one: Case,
  more: object = {},
  remaining?: number | (() => number),
): Promise<Ran> => {
  const intent = { request_id: 'r', ...one.intent, ...more };
  return world.service.invoke(one.operation, world.mail(one.operation, intent), remaining);
};

/** A healthy instance more, of the same service and project as a case's. */
export function addInstance(world: LedgerWorld, one: Case, id: string, drift: Drifted = {}): string {
  world.cloud.state.addInstance({
    id,
    service: one.service,
    project_id: String(one.intent.project_id),
    ...drift,
  });
  return id;
}

/** That the cloud was asked for nothing but reads. */
export function expectNothingSent(world: LedgerWorld): void {
  expect(world.cloud.received.filter(({ service, method }) => service !== 'iam' && method !== 'GET')).toEqual(
    [],
  );
  expect(world.cloud.accepted).toEqual([]);
}
