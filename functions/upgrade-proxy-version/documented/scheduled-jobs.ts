import {
  anything,
  type Documented,
  plain,
  text,
  time,
  total,
  used,
  words,
} from '../../../shared/terms/documented.ts';

/** The scheduled jobs of TaurusDB; the API page names the proxy, the OpenAPI text does not. */
export const scheduledJobs: Documented = {
  service: 'taurusdb',
  route: 'GET /v3/{project_id}/scheduled-jobs',
  source:
    'OpenAPI text GaussDB/ListScheduleJobs, its sample, the words of the API page of 2025, and the vendor SDK, listScheduleJobs',
  body: {
    total_count: used(total),
    'schedules[]': {
      job_id: text,
      job_name: plain,
      job_status: words('Pending', 'Running', 'Completed', 'Failed', 'Unauthorized', 'Canceled'),
      create_time: used(time),
      'start_time?': time,
      'end_time?': time,
      instance_id: used(text),
      instance_name: text,
      instance_status: plain,
      'datastore_type?': plain,
      'project_id?': text,
      'proxy_id?': text,
      'proxy_name?': text,
      'target_config?': anything,
    },
  },
};
