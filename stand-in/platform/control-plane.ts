import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from './listen.ts';

/** What of AWS tells whose login this is, and how a function is set: STS and Lambda, at one address. */
export interface ControlPlane {
  readonly url: string;
  /** The variables of each deployed function by its name; whoever tests changes them. */
  readonly functions: Map<string, Readonly<Record<string, string>>>;
  /** What was asked, as IAM names it, with the function and the region it was signed for: `sts:GetCallerIdentity eu-west-1`. */
  readonly asked: string[];
  /** What goes wrong from now on; `undefined` for nothing. */
  trouble: Trouble | undefined;
  close(): Promise<void>;
}

/** No right to read functions, none to use their key, a login that has expired, or Lambda itself out of order. */
export type Trouble = 'denied' | 'key denied' | 'expired' | 'out of order';

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

const CALLER = 'arn:aws:iam::123456789012:user/Alice';
const ACCOUNT = '123456789012';
const REQUEST_ID = '01234567-89ab-cdef-0123-456789abcdef';

/** Starts it on a free port of 127.0.0.1. It answers as AWS's API references of STS and Lambda document it. */
export async function startControlPlane(): Promise<ControlPlane> {
  const plane = { functions: new Map(), asked: [], trouble: undefined } as unknown as ControlPlane;
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const [, region = '', service = ''] =
      /Credential=[^/]+\/\d+\/([\w-]+)\/([\w-]+)\/aws4_request/.exec(request.headers.authorization ?? '') ??
      [];
    const {
      status,
      headers,
      body: said,
    } = service === 'sts' ? identity(body, region, plane) : configuration(request, region, service, plane);
    response.writeHead(status, { 'x-amzn-requestid': REQUEST_ID, ...headers }).end(said);
  });
  return Object.assign(plane, await listen(server));
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html, and its common errors. */
function identity(body: string, region: string, { asked, trouble }: ControlPlane): Answer {
  const action = new URLSearchParams(body).get('Action') ?? '';
  asked.push(`sts:${action} ${region}`);
  const xml = { 'content-type': 'text/xml' };
  const refused = (status: number, code: string, message: string) => ({
    status,
    headers: xml,
    body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error>
    <Type>Sender</Type>
    <Code>${code}</Code>
    <Message>${message}</Message>
  </Error>
  <RequestId>${REQUEST_ID}</RequestId>
</ErrorResponse>
`,
  });
  if (trouble === 'expired') {
    return refused(403, 'ExpiredToken', 'The security token included in the request is expired');
  }
  if (body !== 'Action=GetCallerIdentity&Version=2011-06-15') {
    return refused(400, 'InvalidAction', `Could not find operation ${action}`);
  }
  return {
    status: 200,
    headers: xml,
    body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
   <Arn>${CALLER}</Arn>
    <UserId>AIDACKCEVSQ6C2EXAMPLE</UserId>
    <Account>${ACCOUNT}</Account>
  </GetCallerIdentityResult>
  <ResponseMetadata>
    <RequestId>${REQUEST_ID}</RequestId>
  </ResponseMetadata>
</GetCallerIdentityResponse>
`,
  };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html, of which it tells what a function always has. */
function configuration(
  { method, url = '' }: IncomingMessage,
  region: string,
  service: string,
  { functions, asked, trouble }: ControlPlane,
): Answer {
  const refused = (status: number, error: string, said: object) => ({
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error },
    body: JSON.stringify(said),
  });
  const [, name] = /^\/2015-03-31\/functions\/([\w-]+)\/configuration$/.exec(url) ?? [];
  if (service !== 'lambda' || method !== 'GET' || name === undefined) {
    return refused(403, 'MissingAuthenticationTokenException', { message: 'Missing Authentication Token' });
  }
  asked.push(`lambda:GetFunctionConfiguration ${name} ${region}`);
  const arn = `arn:aws:lambda:${region}:${ACCOUNT}:function:${name}`;
  if (trouble === 'denied') {
    return refused(403, 'AccessDeniedException', {
      Message: `User: ${CALLER} is not authorized to perform: lambda:GetFunctionConfiguration on resource: ${arn} because no identity-based policy allows the lambda:GetFunctionConfiguration action`,
    });
  }
  if (trouble === 'out of order') {
    return refused(500, 'ServiceException', {
      Message: 'The AWS Lambda service encountered an internal error.',
      Type: 'Service',
    });
  }
  const variables = functions.get(name);
  if (!variables) {
    return refused(404, 'ResourceNotFoundException', { Type: 'User', Message: `Function not found: ${arn}` });
  }
  const hidden = {
    ErrorCode: 'AccessDeniedException',
    Message: `Lambda was unable to decrypt your environment variables because the KMS access was denied. Please check your KMS permissions. KMS Exception: AccessDeniedException KMS Message: User: ${CALLER} is not authorized to perform: kms:Decrypt on this resource`,
  };
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      FunctionName: name,
      FunctionArn: arn,
      Runtime: 'nodejs24.x',
      Role: `arn:aws:iam::${ACCOUNT}:role/${name}`,
      Handler: 'dist/sweep/index.handler',
      CodeSize: 123456,
      Description: '',
      Timeout: 60,
      MemorySize: 512,
      LastModified: '2026-01-01T00:00:00.000+0000',
      CodeSha256: '5tT2qgzYUHoqwR616pZ2dpkn/0J1FrzJmlKidWaaCgk=',
      Version: '$LATEST',
      Environment: trouble === 'key denied' ? { Error: hidden } : { Variables: variables },
      TracingConfig: { Mode: 'PassThrough' },
      RevisionId: '88ebe1e1-bfdf-4dc3-84de-3017268fa1ff',
      State: 'Active',
      LastUpdateStatus: 'Successful',
      PackageType: 'Zip',
      Architectures: ['arm64'],
    }),
  };
}
