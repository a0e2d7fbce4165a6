import type { LookupCases } from '../../shared/terms/cases.ts';

/** The shapes of TaurusDB's `GET /v3/{project_id}/immediate-jobs`, of the backups and of the instances (contract §7.1, fleet contract §5). */
export const lookupCases: LookupCases = (target, neighbour, { near, early }) => {
  const job = (more: object = {}) => ({
    job_id: 'job-1',
    job_name: 'BackupInstance',
    status: 'Running',
    created_time: near,
    instance_id: target,
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
    ['one job speaks of a backup', { jobs: [job()], ...still }, 'found job-1'],
    ['one, and nothing else can be read', { jobs: [job()] }, 'found job-1'],
    ['two do', { jobs: [job(), job({ job_id: 'job-2' })], ...still }, 'unclear'],
    [
      'two do, one another’s',
      { jobs: [job(), job({ job_id: 'job-2' })], ...still },
      'found job-2',
      ['job-1'],
    ],
    ['the one that does has no id', { jobs: [job({ job_id: null })], ...still }, 'unclear'],
    ['none, no such backup, at rest', { jobs: [], ...still }, 'unseen'],
    ['none since long before', { jobs: [job({ created_time: early })], ...still }, 'unseen'],
    ['one of another instance', { jobs: [job({ instance_id: neighbour })], ...still }, 'unseen'],
    ['one that hides its instance', { jobs: [job({ instance_id: 7 })], ...still }, 'unclear'],
    ['one of another name', { jobs: [job({ job_name: 'RestartInstance' })], ...still }, 'unclear'],
    ['none, and a backup of that name', { jobs: [], ...still, backups: [backup()] }, 'unclear'],
    [
      'none, and that backup is of another instance',
      { jobs: [], ...still, backups: [backup({ instance_id: neighbour })] },
      'unclear',
    ],
    ['none, and a backup without a name', { jobs: [], ...still, backups: [backup({ name: 7 })] }, 'unclear'],
    ['none, and the backups incomplete', { jobs: [], ...still, backups: undefined }, 'unclear'],
    [
      'none, and the instance at work',
      { jobs: [], ...still, instances: [{ id: target, status: 'BACKING UP' }] },
      'unclear',
    ],
    ['none, and the instance gone', { jobs: [], ...still, instances: [] }, 'unclear'],
    ['the jobs incomplete', { jobs: undefined, ...still }, 'unclear'],
  ];
};
