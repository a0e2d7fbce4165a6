import type { ALBEvent, ALBResult, Context } from 'aws-lambda';
import type { Invocation, PageAnswer, PageRequest } from '../ports.ts';
import { invocationOf } from './invocation.ts';

/**
 * A handler that is the target of a load balancer, which hands over header names in lower case and parameters as they were sent
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html).
 */
export const onPage =
  (show: (request: PageRequest, invocation: Invocation) => Promise<PageAnswer>) =>
  async (event: ALBEvent, context: Context): Promise<ALBResult> => {
    const { status, headers, body } = await show(requestOf(event), invocationOf(context));
    return { statusCode: status, headers: { ...headers }, body, isBase64Encoded: false };
  };

const requestOf = ({ httpMethod, path, headers, queryStringParameters }: ALBEvent): PageRequest => ({
  method: httpMethod,
  path,
  query: new URLSearchParams(
    Object.entries(queryStringParameters ?? {})
      .map(([name, value]) => `${name}=${value ?? ''}`)
      .join('&'),
  ),
  headers: headers ?? {},
});
