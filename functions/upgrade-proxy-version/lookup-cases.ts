import type { LookupCases } from '../../shared/terms/cases.ts';
import type { Answers } from '../../shared/terms/lookup.ts';
import { examples } from './examples.ts';

const [{ intent = {} } = {}] = examples;
const instance_id = String(intent.instance_id);
const [before, afterwards] = [String(intent.source_version), String(intent.target_version)];

/** The shapes of `proxy-version`, `proxies`, `immediate-jobs` and `scheduled-jobs` (contract §4, §7.1). */
export const lookupCases: LookupCases = (target, _, { near, early }) => {
  const job = (more: object = {}) => ({
    job_id: 'job-1',
    job_name: 'UpgradeGaussDBforMySQLProxyVersion',
    status: 'Running',
    created_time: near,
    instance_id,
    ...more,
  });
  const schedule = (more: object = {}) => ({
    job_id: 'schedule-1',
    job_name: 'PROXY_VERSION_UPGRADE',
    job_status: 'Pending',
    create_time: near,
    instance_id,
    ...more,
  });
  const show = (
    version: string,
    status = 'ACTIVE',
    jobs: object[] = [],
    schedules: object[] = [],
    more: object = {},
  ): Answers => ({
    version: { current_version: version, latest_version: '2.24.03.000', can_upgrade: true },
    proxies: [{ proxy: { pool_id: target, name: 'p', status, pool_status: 'ACTIVE' } }],
    jobs,
    schedules,
    ...more,
  });

  return [
    ['one job, and the proxy at work', show(before, 'UPGRADING', [job()]), 'found job-1'],
    ['one job, and the new version', show(afterwards, 'ACTIVE', [job()]), 'found job-1'],
    ['two jobs', show(afterwards, 'ACTIVE', [job(), job({ job_id: 'job-2' })]), 'unclear'],
    [
      'two jobs, one another’s',
      show(afterwards, 'ACTIVE', [job(), job({ job_id: 'job-2' })]),
      'found job-2',
      ['job-1'],
    ],
    ['nothing happened', show(before), 'absent'],
    ['nothing happened, the version written shorter', show('2.23.12'), 'absent'],
    ['nothing happened here', show(before, 'ACTIVE', [job({ instance_id: 'another' })]), 'absent'],
    ['nothing happened lately', show(before, 'ACTIVE', [job({ created_time: early })]), 'absent'],
    ['a job, and the old version', show(before, 'ACTIVE', [job()]), 'unclear'],
    [
      'a job, its instance spelled in the other letter case',
      show(before, 'ACTIVE', [job({ instance_id: instance_id.toUpperCase() })]),
      'unclear',
    ],
    [
      'something scheduled, its instance spelled in the other letter case',
      show(before, 'ACTIVE', [], [schedule({ instance_id: instance_id.toUpperCase() })]),
      'unclear',
    ],
    [
      'a job of any name, and the old version',
      show(before, 'ACTIVE', [job({ job_name: 'Backup' })]),
      'unclear',
    ],
    ['something scheduled, and the old version', show(before, 'ACTIVE', [], [schedule()]), 'unclear'],
    ['another’s job, and the old version', show(before, 'ACTIVE', [job()]), 'unclear', ['job-1']],
    ['no job, and the new version', show(afterwards), 'unclear'],
    ['no job, and the proxy not ACTIVE', show(before, 'ABNORMAL'), 'unclear'],
    [
      'a job that changes weights',
      show(afterwards, 'ACTIVE', [job({ job_name: 'ModifyProxyWeight' })]),
      'unclear',
    ],
    ['the version unreadable', show(before, 'ACTIVE', [], [], { version: undefined }), 'unclear'],
    ['the version of another shape', show(before, 'ACTIVE', [], [], { version: {} }), 'unclear'],
    ['the proxy not listed', show(before, 'ACTIVE', [], [], { proxies: [] }), 'unclear'],
    ['the proxies incomplete', show(before, 'ACTIVE', [], [], { proxies: undefined }), 'unclear'],
    ['the jobs incomplete', show(before, 'ACTIVE', [], [], { jobs: undefined }), 'unclear'],
    ['the schedules incomplete', show(before, 'ACTIVE', [], [], { schedules: undefined }), 'unclear'],
  ];
};
