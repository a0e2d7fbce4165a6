import { createServer, type IncomingMessage } from 'node:http';
import { cloudFormation } from './cloudformation.ts';
import { listen } from './listen.ts';
import { ACCOUNT, newStack, STACK_ARN } from './stack.ts';

/** What was asked of AWS: the action as IAM names it, and what it was about. */
export interface AskedOfAws {
  readonly action: string;
  readonly resource: string;
}

const BUCKET = 'db-upkeep-prod-serverlessdeploymentbucket-abc';

/**
 * CloudFormation, S3, STS and Lambda, as far as osls and `deploy` use them, at one address. It makes of resources only what
 * matters to a second try: of a table its name, and whether it may be deleted.
 */
export async function startDeployment() {
  const stack = newStack();
  const objects = new Map<string, Buffer>();
  const asked: AskedOfAws[] = [];
  const query = cloudFormation(stack, BUCKET, (path) => objects.get(keyIn(path)));

  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const [, service = ''] =
      /Credential=[^/]+\/\d+\/[\w-]+\/([\w-]+)\//.exec(request.headers.authorization ?? '') ?? [];
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://aws');
    const say = (code: number, type: string, text: string | Buffer) =>
      response
        .writeHead(code, { 'content-type': type, 'last-modified': new Date(0).toUTCString() })
        .end(text);
    const note = (action: string, resource: string) =>
      asked.push({ action: `${service}:${action}`, resource });
    if (service === 'lambda') {
      const name = pathname.split('/').at(-1);
      note('GetFunction', `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:${name}`);
      return say(
        200,
        'application/json',
        JSON.stringify({ Configuration: { LastModified: '2026-01-01T00:00:00.000+0000' } }),
      );
    }
    if (service === 'ecr') {
      // osls looks for images before it removes a stack, and goes on where it may not.
      note('DescribeRepositories', `arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/serverless-db-upkeep-prod`);
      return say(
        400,
        'application/x-amz-json-1.1',
        JSON.stringify({ __type: 'RepositoryNotFoundException' }),
      );
    }
    if (service === 's3') {
      const key = keyIn(pathname);
      const action = s3Action(request.method ?? '', key, searchParams);
      note(action, `arn:aws:s3:::${BUCKET}${/Object$/.test(action) ? `/${key || '*'}` : ''}`);
      if (action === 'PutObject') objects.set(key, body);
      if (action === 'DeleteObject') objects.clear();
      if (action === 'ListBucket' && request.method === 'GET')
        return say(200, 'text/xml', listing([...objects.keys()]));
      if (action !== 'GetObject') return say(200, 'text/xml', '<DeleteResult/>');
      const found = objects.get(key);
      return say(found ? 200 : 404, 'binary/octet-stream', request.method === 'HEAD' ? '' : (found ?? ''));
    }
    const given = new URLSearchParams(body.toString('utf8'));
    const action = given.get('Action') ?? '';
    note(action, service === 'sts' || action === 'ValidateTemplate' ? '*' : STACK_ARN);
    try {
      const answer = query[action]?.(given);
      if (answer === undefined) throw new Error(`no ${service}:${action} here`);
      return say(
        200,
        'text/xml',
        `<${action}Response><${action}Result>${answer}</${action}Result></${action}Response>`,
      );
    } catch (error) {
      const { message } = error as Error;
      return say(
        400,
        'text/xml',
        `<ErrorResponse><Error><Code>ValidationError</Code><Message>${message}</Message></Error></ErrorResponse>`,
      );
    }
  });
  const { url, close } = await listen(server);
  return {
    close,
    /** The environment of whoever deploys there. */
    login: {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'a-login-of-somebody',
    },
    asked,
    ...stack,
  };
}

const keyIn = (path: string) => decodeURIComponent(path.split('/').slice(2).join('/'));

/** The permission that a request to S3 takes, which is not always called like the request. */
function s3Action(method: string, key: string, given: URLSearchParams): string {
  if (given.has('delete') || method === 'DELETE') return 'DeleteObject';
  if (key) return method === 'PUT' ? 'PutObject' : 'GetObject';
  if (given.has('versions')) return 'ListBucketVersions';
  if (given.has('location')) return 'GetBucketLocation';
  return 'ListBucket';
}

const listing = (keys: readonly string[]) =>
  `<ListBucketResult>${keys.map((key) => `<Contents><Key>${key}</Key><LastModified>2026-01-01T00:00:00Z</LastModified></Contents>`).join('')}</ListBucketResult>`;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
