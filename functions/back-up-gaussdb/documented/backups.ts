import {
  type Documented,
  number,
  plain,
  text,
  time,
  total,
  used,
  words,
} from '../../../shared/terms/documented.ts';

/** The backups of GaussDB; the sample spells `id` with a blank behind it. */
export const backups: Documented = {
  service: 'gaussdb',
  route: 'GET /v3.2/{project_id}/backups',
  older: 'GET /v3/{project_id}/backups',
  source: "the vendor's page and SDK, listBackups (fleet contract §5)",
  body: {
    total_count: used(total),
    'backups[]': {
      'id?': text,
      'id ?': text,
      name: used(text),
      'description?': text,
      begin_time: time,
      'end_time?': time,
      status: used(words('BUILDING', 'COMPLETED', 'FAILED', 'DELETING')),
      'size?': number,
      type: plain,
      'datastore?': { 'type?': plain, 'version?': plain },
      instance_id: used(text),
    },
  },
};
