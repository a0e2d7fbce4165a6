import type { EventBridgeEvent } from 'aws-lambda';

/** What may differ from a plain scheduled event; `time` is when it was due. */
export interface EventBridgeOptions {
  id?: string;
  detailType?: string;
  source?: string;
  time?: Date;
  region?: string;
  resources?: string[];
}

/** An event in EventBridge's envelope: a scheduled rule's, unless `source` and `detailType` say otherwise. */
export function eventBridgeEvent<Detail>(
  detail: Detail,
  options: EventBridgeOptions = {},
): EventBridgeEvent<string, Detail> {
  const { region = 'eu-west-1', time = new Date() } = options;
  return {
    version: '0',
    id: options.id ?? crypto.randomUUID(),
    'detail-type': options.detailType ?? 'Scheduled Event',
    source: options.source ?? 'aws.events',
    account: '000000000000',
    time: time.toISOString().replace(/\.\d+Z$/, 'Z'), // whole seconds, as EventBridge writes it
    region,
    resources: options.resources ?? [`arn:aws:events:${region}:000000000000:rule/local`],
    detail,
  };
}
