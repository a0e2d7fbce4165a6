import { type Documented, flag, number, plain, text, total, used, words } from '../../terms/documented.ts';

const notice = { 'type?': plain, 'notification_list[]?': text };

/** Cloud Eye's records of alarms. Which of their fields may be missing is documented nowhere: all of them, but for what a record is known by. */
export const cesAlarms: Documented = {
  service: 'ces',
  route: 'GET /v2/{project_id}/alarm-histories',
  source: 'OpenAPI text CES/ListAlarmHistories, and its page of 2026-06-11',
  body: {
    count: used(total),
    'alarm_histories[]': {
      record_id: used(text),
      status: used(words('ok', 'alarm', 'invalid', 'insufficient_data', 'ok_manual')),
      'alarm_id?': text,
      'name?': used(text),
      'level?': used(number),
      'type?': plain,
      'action_enabled?': flag,
      'begin_time?': plain,
      'end_time?': plain,
      'first_alarm_time?': plain,
      'last_alarm_time?': plain,
      'alarm_recovery_time?': plain,
      'metric?': {
        'namespace?': used(plain),
        'metric_name?': plain,
        'dimensions[]?': { 'name?': used(plain), 'value?': used(text) },
      },
      'condition?': {
        'period?': number,
        'filter?': plain,
        'comparison_operator?': plain,
        'value?': number,
        'unit?': plain,
        'count?': number,
        'suppress_duration?': number,
      },
      'additional_info?': { 'resource_id?': used(text), 'resource_name?': text, 'event_id?': text },
      'alarm_actions[]?': notice,
      'ok_actions[]?': notice,
      'data_points[]?': { 'time?': plain, 'value?': number },
      'mask_status?': words('UN_MASKED', 'MASKED'),
    },
  },
};
