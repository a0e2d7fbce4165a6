import { anything, type Documented, plain, text, time, used, words } from '../../terms/documented.ts';

/** A TaurusDB job by its id; "usually, the job ID can be queried only several seconds after the job is generated". */
export const taurusdbJob: Documented = {
  service: 'taurusdb',
  route: 'GET /v3/{project_id}/jobs',
  source: 'OpenAPI text GaussDB/ShowGaussMySqlJobInfo, its sample, and the words of the API page of 2026',
  body: {
    job: {
      id: used(text),
      name: plain,
      status: used(words('Pending', 'Running', 'Completed', 'Failed', 'Unauthorized', 'Canceled')),
      created: time,
      'ended?': time,
      'process?': used(plain),
      instance: { id: text, name: text },
      'entities?': anything,
      'fail_reason?': used(text),
    },
  },
};
