import { catalog } from '../catalog.ts';
import { receive } from './receive.ts';

/** `POST /webhooks/{operation}` on AWS Lambda behind an HTTP API. */
export const handler = receive(catalog);
