import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { LambdaFunction } from './lambda.ts';
import { listen } from './listen.ts';

const PATH = /^\/2015-03-31\/functions\/([\w-]+)\/invocations$/;

/** Starts Lambda's own way of invoking functions, as `aws lambda invoke` uses it, on a free port of 127.0.0.1. */
export async function startInvokeApi(
  functions: ReadonlyMap<string, Pick<LambdaFunction, 'invoke'>>,
): Promise<{ url: string; close(): Promise<void> }> {
  const answer = async (path: string, payload: string) => {
    const lambda = functions.get(PATH.exec(path)?.[1] ?? '');
    if (!lambda) return { status: 404, headers: {}, body: { Type: 'User', Message: 'Function not found' } };
    const invocation = await lambda.invoke(JSON.parse(payload || '{}'));
    return invocation.ok
      ? { status: 200, headers: {}, body: invocation.payload }
      : { status: 200, headers: { 'x-amz-function-error': 'Unhandled' }, body: invocation.error };
  };
  const server = createServer(async (request, response) => {
    const { status, headers, body } = await answer(request.url ?? '', await text(request)).catch(
      (error: unknown) => ({ status: 400, headers: {}, body: { Type: 'User', Message: String(error) } }),
    );
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(`${JSON.stringify(body)}\n`);
  });
  return listen(server);
}
