import {
  type Documented,
  flag,
  plain,
  text,
  time,
  total,
  used,
  words,
} from '../../../shared/terms/documented.ts';

/** The immediate jobs of TaurusDB, at most a month back. */
export const immediateJobs: Documented = {
  service: 'taurusdb',
  route: 'GET /v3/{project_id}/immediate-jobs',
  source: 'OpenAPI text GaussDB/ListImmediateJobs, its sample, and the words of the API page of 2025',
  body: {
    total_count: used(total),
    'jobs[]': {
      job_id: used(text),
      job_name: used(plain),
      status: words('Pending', 'Running', 'Completed', 'Failed', 'Unauthorized', 'Canceled'),
      'process?': plain,
      created_time: used(time),
      'ended_time?': time,
      'fail_reason?': text,
      'order_id?': text,
      instance_id: used(text),
      instance_name: text,
      instance_status: plain,
      'show_detail?': flag,
    },
    'action_names[]?': plain,
  },
};
