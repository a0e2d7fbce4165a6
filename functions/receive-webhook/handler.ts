import { onHttp } from '../../shared/platform/platform.ts';
import { withSettings } from '../../shared/settings/with-settings.ts';
import { receive } from '../../shared/triggers/webhook/receive.ts';
import { catalog } from '../catalog.ts';

/** `POST /webhooks/{operation}` on AWS Lambda behind an HTTP API. */
export const handler = onHttp(withSettings(receive(catalog)));
