import { onLambda } from '../../shared/triggers/lambda.ts';
import { installKernelPlugin } from './operation.ts';

/** The operation bound to its triggers on AWS Lambda. */
export const handler = onLambda(installKernelPlugin);
