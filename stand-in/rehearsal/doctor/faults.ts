import { MINUTE } from '../../../shared/values/time/units.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import { LIVED_IN } from '../../cloud/lived-in.ts';
import type { DatabaseService, Instance } from '../../cloud/resources.ts';

const oneOf = ({ state }: Cloud, service: DatabaseService): Instance => {
  const found = [...state.instances.values()].find(
    (instance) => instance.service === service && instance.project_id === LIVED_IN,
  );
  if (!found) throw new Error(`the stand-in has no ${service} instance`);
  return found;
};

/** What can be wrong with the stand-in, by name: each is something that the real cloud may do. */
export const FAULTS: Readonly<Record<string, (cloud: Cloud) => void>> = {
  'skewed-clock': ({ clock }) => clock.advance(12 * MINUTE),
  'missing-field': (cloud) => {
    oneOf(cloud, 'geminidb').missing = ['patch_available'];
  },
  'other-type': (cloud) => {
    // The list gives a text where a number is documented.
    oneOf(cloud, 'gaussdb').disk = { size: '185' as unknown as number, used: 15 };
  },
  'other-project': ({ state }) => {
    state.tokenProject = '054e292c9880d4992f02c0196d3ea468';
  },
  'other-region': ({ state }) => {
    const project = state.projects.get(LIVED_IN);
    if (project) project.name = 'cn-north-4';
  },
  'forbidden-read': ({ faults }) => {
    const body = { error_code: 'DBS.200010', error_msg: 'The operation is not authorized.' };
    faults.add({ call: 'listPluginInfoList', times: 1000, fault: { kind: 'refuse', status: 403, body } });
  },
  'offset-of-items': ({ state }) => {
    state.immediateJobsOffset = 'items';
  },
  'other-words': (cloud) => {
    oneOf(cloud, 'taurusdb').status_word = { Completed: 'SUCCESS' };
  },
  'older-lists': ({ state }) => {
    state.unpublished = [
      'gaussdb GET /v3.3/{project_id}/instances',
      'gaussdb GET /v3.1/{project_id}/instances/{instance_id}/db-upgrade/candidate-versions',
    ];
  },
  'new-field': (cloud) => {
    Object.assign(oneOf(cloud, 'taurusdb'), { tags: [{ key: 'cost-centre', value: '4711', scope: 'all' }] });
  },
};

/** Those that leave the rest to be seen: with a token for another project nothing else can be asked. */
export const TOGETHER = Object.keys(FAULTS).filter((name) => name !== 'other-project');
