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

/** The backups of TaurusDB. */
export const backups: Documented = {
  service: 'taurusdb',
  route: 'GET /v3/{project_id}/backups',
  source: "the vendor's page and SDK, showGaussMySqlBackupList (fleet contract §5)",
  body: {
    total_count: used(total),
    'backups[]': {
      id: text,
      name: used(text),
      'description?': text,
      begin_time: time,
      'end_time?': time,
      'take_up_time?': either(number, plain),
      status: used(words('BUILDING', 'COMPLETED', 'FAILED', 'AVAILABLE')),
      'size?': either(number, plain),
      type: plain,
      'datastore?': { 'type?': plain, 'version?': plain },
      instance_id: used(text),
      'instance_name?': text,
      'backup_level?': plain,
    },
  },
};
