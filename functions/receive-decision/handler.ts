import { onHttp } from '../../shared/platform/platform.ts';
import { withSettings } from '../../shared/settings/with-settings.ts';
import { receiveDecision } from '../../shared/triggers/webhook/receive-decision.ts';

/** `POST /webhooks/decisions` on AWS Lambda behind an HTTP API. */
export const handler = onHttp(withSettings(receiveDecision));
