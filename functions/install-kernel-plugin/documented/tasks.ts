import {
  type Documented,
  either,
  number,
  plain,
  text,
  time,
  total,
  used,
  words,
} from '../../../shared/terms/documented.ts';

const instant = either(number, time);

/** The task centre of GaussDB, at most a month back; times are text in the schema and epoch ms in its own sample. */
export const tasks: Documented = {
  service: 'gaussdb',
  route: 'GET /v3/{project_id}/tasks',
  source: 'OpenAPI text GaussDBforopenGauss/ListTasks and its sample',
  body: {
    total_count: used(total),
    'tasks[]': {
      job_id: used(text),
      name: used(plain),
      status: words('Running', 'Completed', 'Failed'),
      'process?': plain,
      'fail_reason?': either(number, text),
      created_at: used(instant),
      'ended_at?': instant,
      instance_info: { instance_id: used(text), instance_name: text, instance_status: plain },
    },
  },
};
