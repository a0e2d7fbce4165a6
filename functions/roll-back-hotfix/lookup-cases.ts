import type { LookupCases } from '../../shared/terms/cases.ts';

/** The shapes of GaussDB's `GET /v3/{project_id}/tasks` and `/instances` (contract §7.1, §7.2). */
export const lookupCases: LookupCases = (target, neighbour, { near, early }) => {
  const task = (more: object = {}) => ({
    job_id: 'job-1',
    name: 'RollbackHotfix',
    status: 'Running',
    process: null,
    created_at: near,
    ended_at: null,
    instance_info: { instance_id: target, instance_name: 'gauss', instance_status: 'UPGRADING' },
    ...more,
  });
  const instance = (more: object = {}) => ({
    id: target,
    status: 'ACTIVE',
    datastore: { type: 'GaussDB', version: '3.208.0', hotfix_versions: '3.208.0.6, 3.208.0.7' },
    ...more,
  });
  const still = { instances: [instance()] };
  const other = { instance_info: { instance_id: neighbour } };

  return [
    ['one task speaks of a rollback', { tasks: [task()], ...still }, 'found job-1'],
    ['its time is in epoch milliseconds', { tasks: [task({ created_at: Date.parse(near) })] }, 'found job-1'],
    ['the instance could not be read', { tasks: [task()] }, 'found job-1'],
    ['two do', { tasks: [task(), task({ job_id: 'job-2' })], ...still }, 'unclear'],
    [
      'two do, one another’s',
      { tasks: [task(), task({ job_id: 'job-2' })], ...still },
      'found job-2',
      ['job-1'],
    ],
    ['none, and the instance as before', { tasks: [], ...still }, 'absent'],
    ['the only one is another’s', { tasks: [task()], ...still }, 'absent', ['job-1']],
    ['none since long before', { tasks: [task({ created_at: early })], ...still }, 'absent'],
    ['one of another instance', { tasks: [task(other)], ...still }, 'absent'],
    ['one of another name', { tasks: [task({ name: 'RestartInstance' })], ...still }, 'unclear'],
    ['one that hides its instance', { tasks: [task({ instance_info: {} })], ...still }, 'unclear'],
    [
      'none, and the instance at work',
      { tasks: [], instances: [instance({ status: 'UPGRADING' })] },
      'unclear',
    ],
    [
      'none, and one of the hot patches gone',
      { tasks: [], instances: [instance({ datastore: { hotfix_versions: '3.208.0.6' } })] },
      'unclear',
    ],
    ['none, and no hot patches shown', { tasks: [], instances: [instance({ datastore: {} })] }, 'unclear'],
    ['none, and the instance gone', { tasks: [], instances: [] }, 'unclear'],
    ['the instances incomplete', { tasks: [], instances: undefined }, 'unclear'],
    ['the list is incomplete', { tasks: undefined, ...still }, 'unclear'],
  ];
};
