import { onHttp } from '../../shared/platform/platform.ts';
import { withSettings } from '../../shared/settings/with-settings.ts';
import { showRequest } from '../../shared/triggers/webhook/show-request.ts';
import { catalog } from '../catalog.ts';

/** `GET /webhooks/requests/{request_id+}` on AWS Lambda behind an HTTP API. */
export const handler = onHttp(withSettings(showRequest(catalog)));
