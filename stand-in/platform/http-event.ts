import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { traceId } from './trace-id.ts';

/** A request as API Gateway's HTTP API hands it to a function (payload format 2.0). */
export function httpEvent(
  request: IncomingMessage,
  body: Buffer,
  routeKey: string,
  pathParameters: Record<string, string>,
  time: Date,
): APIGatewayProxyEventV2 {
  const url = request.url ?? '/';
  const question = url.indexOf('?');
  const rawPath = question < 0 ? url : url.slice(0, question);
  const rawQueryString = question < 0 ? '' : url.slice(question + 1);
  const cookies = (request.headersDistinct.cookie ?? []).flatMap((header) => header.split(/;\s*/));
  const query = joined([...new URLSearchParams(rawQueryString)]);
  const sourceIp = request.socket.remoteAddress ?? '';
  const text = isText(request.headers['content-type']) && request.headers['content-encoding'] === undefined;
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    ...(cookies.length > 0 ? { cookies } : {}),
    headers: headers(request, sourceIp, time),
    ...(rawQueryString === '' ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: request.headers.host ?? '',
      domainPrefix: 'local',
      http: {
        method: request.method ?? '',
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: crypto.randomUUID(),
      routeKey,
      stage: '$default',
      time: commonLogTime(time),
      timeEpoch: time.getTime(),
    },
    ...(Object.keys(pathParameters).length > 0 ? { pathParameters } : {}),
    ...(body.length > 0 ? { body: body.toString(text ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: body.length > 0 && !text,
  };
}

function headers(request: IncomingMessage, sourceIp: string, time: Date): Record<string, string> {
  const { cookie: _cookies, ...sent } = request.headersDistinct;
  const all = Object.entries(sent).flatMap(([name, values = []]) =>
    values.map((value) => [name, value] as const),
  );
  return {
    ...joined(all),
    'x-amzn-trace-id': `Root=${traceId(time.getTime())}`,
    'x-forwarded-for': sourceIp,
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
  };
}

function joined(pairs: Iterable<readonly [string, string]>): Record<string, string> {
  const all = new Map<string, string>();
  for (const [name, value] of pairs) all.set(name, all.has(name) ? `${all.get(name)},${value}` : value);
  return Object.fromEntries(all);
}

/** The gateway passes text on as it is; any other body, and one without a type, in base64. */
const isText = (contentType: string | undefined) =>
  /^\s*(text\/|application\/(json|javascript|xml)\s*(;|$))/i.test(contentType ?? '');

/** `12/Mar/2020:19:03:58 +0000` */
function commonLogTime(time: Date): string {
  const [, day, month, year, clock] = time.toUTCString().split(' ');
  return `${day}/${month}/${year}:${clock} +0000`;
}
