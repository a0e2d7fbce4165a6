import {
  anything,
  type Documented,
  either,
  plain,
  text,
  time,
  total,
  used,
  words,
} from '../../../shared/terms/documented.ts';

/** The scheduled tasks of GaussDB, at most a month back; the sample has `target_config` where the schema has `task_content`. */
export const scheduleTasks: Documented = {
  service: 'gaussdb',
  route: 'GET /v3/{project_id}/instances/schedule-tasks',
  source: 'OpenAPI text GaussDBforopenGauss/ListScheduleTask and its sample',
  body: {
    total_count: used(total),
    'tasks[]': {
      task_id: used(text),
      task_name: plain,
      status: used(words('Running', 'Completed', 'Failed', 'Canceled', 'Pending')),
      create_time: used(time),
      start_time: used(time),
      instance_id: used(text),
      instance_name: text,
      'task_content?': used(either(anything, plain)),
      'target_config?': used(plain),
    },
  },
};
