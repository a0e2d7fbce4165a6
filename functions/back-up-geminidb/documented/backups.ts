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

/** The backups of GeminiDB. */
export const backups: Documented = {
  service: 'geminidb',
  route: 'GET /v4/{project_id}/backups',
  older: 'GET /v3.1/{project_id}/backups',
  source: "the vendor's page and SDK, showAllInstancesBackupsNew (fleet contract §5)",
  body: {
    total_count: used(total),
    'backups[]': {
      id: text,
      name: used(text),
      'description?': text,
      instance_id: used(text),
      'instance_name?': text,
      'datastore?': { 'type?': plain, 'version?': plain },
      type: words('Auto', 'Manual'),
      'size?': either(number, plain),
      status: used(words('BUILDING', 'COMPLETED', 'FAILED')),
      begin_time: time,
      'end_time?': time,
      'database_tables[]?': { 'database_name?': text, 'table_names[]?': text },
    },
  },
};
