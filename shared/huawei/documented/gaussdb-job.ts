import { type Documented, plain, text, time, used, words } from '../../terms/documented.ts';

/** A GaussDB job by its id. */
export const gaussdbJob: Documented = {
  service: 'gaussdb',
  route: 'GET /v3/{project_id}/jobs',
  source: 'OpenAPI text GaussDBforopenGauss/ShowJobDetail and its sample',
  body: {
    job: {
      id: used(text),
      name: plain,
      status: used(words('Running', 'Completed', 'Failed')),
      created: time,
      'ended?': time,
      'progress?': used(plain),
      instance: { id: text, name: text },
      'fail_reason?': used(text),
    },
  },
};
