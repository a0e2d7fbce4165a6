import { type Documented, plain, text, time, total, used, words } from '../../terms/documented.ts';

/** GeminiDB's jobs of the last 30 days, or one of them in the same form. */
export const geminidbJobs: Documented = {
  service: 'geminidb',
  route: 'GET /v3/{project_id}/jobs',
  source: 'OpenAPI text GaussDBforNoSQL/ListJobs and its sample',
  body: {
    total_count: used(total),
    'jobs[]': {
      id: used(text),
      name: used(plain),
      status: used(words('Running', 'Completed', 'Failed')),
      start_time: used(time),
      'end_time?': time,
      'progress?': used(plain),
      instance: { id: used(text), name: text },
      'fail_reason?': used(text),
    },
  },
};
