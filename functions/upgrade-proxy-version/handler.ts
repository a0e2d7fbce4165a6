import { onLambda } from '../../shared/triggers/lambda.ts';
import { upgradeProxyVersion } from './operation.ts';

/** The operation bound to its triggers on AWS Lambda. */
export const handler = onLambda(upgradeProxyVersion);
