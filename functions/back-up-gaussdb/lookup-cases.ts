import type { LookupCases } from '../../shared/terms/cases.ts';

/** The shapes of GaussDB's `GET /v3/{project_id}/tasks`, of the backups and of the instances (contract §7.1, fleet contract §5). */
export const lookupCases: LookupCases = (target, neighbour, { near, early }) => {
  const job = (more: object = {}) => ({
    job_id: 'job-1',
    name: 'BackupSnapshotGaussDBV5InInstance',
    status: 'Running',
    created_at: near,
    instance_info: { instance_id: target, instance_name: 'db' },
    ...more,
  });
  const backup = (more: object = {}) => ({
    id: 'backup-1',
    name: 'before-patch-1',
    status: 'BUILDING',
    instance_id: target,
    ...more,
  });
  const still = { backups: [backup({ name: 'another' })], instances: [{ id: target, status: 'ACTIVE' }] };

  return [
    ['one job speaks of a backup', { tasks: [job()], ...still }, 'found job-1'],
    ['one, and nothing else can be read', { tasks: [job()] }, 'found job-1'],
    ['two do', { tasks: [job(), job({ job_id: 'job-2' })], ...still }, 'unclear'],
    [
      'two do, one another’s',
      { tasks: [job(), job({ job_id: 'job-2' })], ...still },
      'found job-2',
      ['job-1'],
    ],
    ['the one that does has no id', { tasks: [job({ job_id: null })], ...still }, 'unclear'],
    ['none, no such backup, at rest', { tasks: [], ...still }, 'unseen'],
    ['none since long before', { tasks: [job({ created_at: early })], ...still }, 'unseen'],
    [
      'one of another instance',
      { tasks: [job({ instance_info: { instance_id: neighbour } })], ...still },
      'unseen',
    ],
    ['one that hides its instance', { tasks: [job({ instance_info: {} })], ...still }, 'unclear'],
    ['one of another name', { tasks: [job({ name: 'RestartInstance' })], ...still }, 'unclear'],
    ['none, and a backup of that name', { tasks: [], ...still, backups: [backup()] }, 'unclear'],
    [
      'none, and that backup is of another instance',
      { tasks: [], ...still, backups: [backup({ instance_id: neighbour })] },
      'unclear',
    ],
    ['none, and a backup without a name', { tasks: [], ...still, backups: [backup({ name: 7 })] }, 'unclear'],
    ['none, and the backups incomplete', { tasks: [], ...still, backups: undefined }, 'unclear'],
    [
      'none, and the instance at work',
      { tasks: [], ...still, instances: [{ id: target, status: 'BACKING UP' }] },
      'unclear',
    ],
    ['none, and the instance gone', { tasks: [], ...still, instances: [] }, 'unclear'],
    ['the jobs incomplete', { tasks: undefined, ...still }, 'unclear'],
  ];
};
