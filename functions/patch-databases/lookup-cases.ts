import type { LookupCases } from '../../shared/terms/cases.ts';

/** The shapes of GeminiDB's `GET /v3/{project_id}/jobs` and `/instances` (contract §7.1, §7.2). */
export const lookupCases: LookupCases = (target, neighbour, { near, early }) => {
  const job = (more: object = {}) => ({
    id: 'job-1',
    name: 'UpgradeDbVersion',
    status: 'Running',
    start_time: near,
    end_time: '',
    progress: '10%',
    instance: { id: target, name: 'gemini' },
    fail_reason: '',
    ...more,
  });
  const instance = (more: object = {}, datastore: object = {}) => ({
    id: target,
    status: 'normal',
    datastore: { type: 'influxdb', version: '1.7', patch_available: true, ...datastore },
    actions: [],
    ...more,
  });
  const still = { instances: [instance()] };

  return [
    ['one patch job', { jobs: [job()], ...still }, 'found job-1'],
    ['one patch job that failed', { jobs: [job({ status: 'Failed' })], ...still }, 'found job-1'],
    [
      'one patch job beside other work',
      { jobs: [job(), job({ id: 'x', name: 'BackupInstance' })], ...still },
      'found job-1',
    ],
    ['one patch job, the instance unreadable', { jobs: [job()] }, 'found job-1'],
    ['two patch jobs', { jobs: [job(), job({ id: 'job-2' })], ...still }, 'unclear'],
    ['two, one another’s', { jobs: [job(), job({ id: 'job-2' })], ...still }, 'found job-2', ['job-1']],
    ['none, and the instance as before', { jobs: [], ...still }, 'absent'],
    ['none since long before', { jobs: [job({ start_time: early })], ...still }, 'absent'],
    [
      'one of another instance',
      { jobs: [job({ instance: { id: neighbour, name: '' } })], ...still },
      'absent',
    ],
    ['a job of another name', { jobs: [job({ name: 'PatchInstance' })], ...still }, 'unclear'],
    [
      'none, and no patch left',
      { jobs: [], instances: [instance({}, { patch_available: false })] },
      'unclear',
    ],
    [
      'none, and the instance not normal',
      { jobs: [], instances: [instance({ status: 'abnormal' })] },
      'unclear',
    ],
    ['none, and something at work', { jobs: [], instances: [instance({ actions: ['UPGRADE'] })] }, 'unclear'],
    ['none, and no actions given', { jobs: [], instances: [instance({ actions: undefined })] }, 'unclear'],
    ['none, and null for actions', { jobs: [], instances: [instance({ actions: null })] }, 'absent'],
    ['none, and the instance gone', { jobs: [], instances: [] }, 'unclear'],
    ['none, and the flag missing', { jobs: [], instances: [instance({ datastore: {} })] }, 'unclear'],
    ['the jobs incomplete', { jobs: undefined, ...still }, 'unclear'],
    ['the instances incomplete', { jobs: [], instances: undefined }, 'unclear'],
  ];
};
