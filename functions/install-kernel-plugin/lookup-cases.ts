import type { LookupCases } from '../../shared/terms/cases.ts';

/** The shape of GaussDB's `GET /v3/{project_id}/tasks` (contract §7.1). */
export const lookupCases: LookupCases = (target, _, { near, early }) => {
  const task = (more: object = {}) => ({
    job_id: 'job-1',
    name: 'InstallKernelPlugin',
    status: 'Running',
    process: null,
    created_at: near,
    ended_at: null,
    instance_info: { instance_id: target, instance_name: 'gauss', instance_status: 'UPGRADING' },
    ...more,
  });

  return [
    ['one task speaks of a plug-in', { tasks: [task()] }, 'found job-1'],
    ['its time is in epoch milliseconds', { tasks: [task({ created_at: Date.parse(near) })] }, 'found job-1'],
    ['two do', { tasks: [task(), task({ job_id: 'job-2' })] }, 'unclear'],
    ['two do, one another’s', { tasks: [task(), task({ job_id: 'job-2' })] }, 'found job-2', ['job-1']],
    ['none does: that is no proof', { tasks: [] }, 'unclear'],
    ['an earlier one does', { tasks: [task({ created_at: early })] }, 'unclear'],
    ['one of another name', { tasks: [task({ name: 'RestartInstance' })] }, 'unclear'],
    ['one of another instance', { tasks: [task({ instance_info: { instance_id: 'x' } })] }, 'unclear'],
    ['the list is incomplete', { tasks: undefined }, 'unclear'],
  ];
};
