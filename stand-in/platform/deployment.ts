import { createServer, type IncomingMessage } from 'node:http';
import { listen } from './listen.ts';

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}
interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: object;
}

/** What was asked of AWS: the action as IAM names it, and what it was about. */
export interface AskedOfAws {
  readonly action: string;
  readonly resource: string;
}

const ACCOUNT = '123456789012';
const BUCKET = 'db-upkeep-prod-serverlessdeploymentbucket-abc';
const TABLE = 'AWS::DynamoDB::Table';

/**
 * CloudFormation, S3, STS and Lambda, as far as osls and `deploy` use them, at one address. It makes of resources only what
 * matters to a second try: of a table its name, and whether it may be deleted.
 */
export async function startDeployment() {
  let status: string | undefined;
  let template: Template = { Resources: {} };
  let proposed: Template | undefined;
  const tables = new Map<string, { guarded: boolean }>();
  const objects = new Map<string, Buffer>();
  const asked: AskedOfAws[] = [];
  const updates: Template[] = [];
  /** The logical id of what cannot be made in the next update. */
  let failing: string | undefined;
  /** Made all the same, and failing later. */
  let spared: string | undefined;

  const resourceIn = (id: string) => (status ? template.Resources[id] : undefined);
  const physical = (id: string) => (id === 'ServerlessDeploymentBucket' ? BUCKET : `db-upkeep-prod-${id}`);
  const tableOf = ({ Properties }: Resource) => ({
    name: String(Properties?.TableName),
    guarded: Properties?.DeletionProtectionEnabled === true,
  });

  /** Newest first, as CloudFormation tells them. */
  let events: string[] = [];
  const happened = (id: string, state: string, reason = '') =>
    events.unshift(
      `<member><EventId>${updates.length}-${events.length}</EventId><StackId>${stackArn}</StackId><StackName>db-upkeep-prod</StackName><LogicalResourceId>${id}</LogicalResourceId><ResourceType>${id === 'db-upkeep-prod' ? 'AWS::CloudFormation::Stack' : 'AWS::Some::Thing'}</ResourceType><ResourceStatus>${state}</ResourceStatus><ResourceStatusReason>${reason}</ResourceStatusReason><Timestamp>2026-01-01T00:00:00Z</Timestamp></member>`,
    );
  const become = (next: string) => {
    status = next;
    happened('db-upkeep-prod', next);
  };

  /** Makes what is new and changes the rest; when one fails, takes away again what it made. */
  function update(next: Template): void {
    updates.push(next);
    events = [];
    const verb = status === undefined ? 'CREATE' : 'UPDATE';
    become(`${verb}_IN_PROGRESS`);
    const added = Object.entries(next.Resources).filter(([id]) => !template.Resources[id]);
    // A table takes longer than most, but what fails may fail after it.
    const order = added.sort(([, one], [other]) => (one.Type === TABLE ? -1 : other === failing ? -1 : 0));
    const made: Resource[] = [];
    for (const [id, one] of order) {
      const taken = one.Type === TABLE && tables.has(tableOf(one).name);
      if ((id === failing && id !== spared) || taken) {
        for (const back of made) {
          const { name, guarded } = tableOf(back);
          if (back.DeletionPolicy !== 'Retain' && !guarded) tables.delete(name);
        }
        happened(id, 'CREATE_FAILED', taken ? `${tableOf(one).name} already exists` : 'it cannot be made');
        become('UPDATE_ROLLBACK_COMPLETE');
        return;
      }
      if (one.Type !== TABLE) continue;
      made.push(one);
      tables.set(tableOf(one).name, { guarded: tableOf(one).guarded });
    }
    if (failing !== undefined && template.Resources[failing]) {
      happened(failing, 'UPDATE_FAILED', 'it cannot be changed');
      become('UPDATE_ROLLBACK_COMPLETE');
      return;
    }
    for (const one of Object.values(next.Resources)) {
      if (one.Type === TABLE) tables.set(tableOf(one).name, { guarded: tableOf(one).guarded });
    }
    template = next;
    become(`${verb}_COMPLETE`);
  }

  const query: Record<string, (asked: URLSearchParams) => string> = {
    GetCallerIdentity: () =>
      `<Arn>arn:aws:iam::${ACCOUNT}:user/u</Arn><Account>${ACCOUNT}</Account><UserId>u</UserId>`,
    ValidateTemplate: () => '',
    DeleteChangeSet: () => '',
    DescribeStacks: () =>
      `<Stacks><member><StackName>db-upkeep-prod</StackName><StackId>${stackArn}</StackId><StackStatus>${exists(status)}</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime></member></Stacks>`,
    DescribeStackResource: (given) => {
      const id = given.get('LogicalResourceId') ?? '';
      exists(status);
      exists(resourceIn(id), `Resource ${id} does not exist for stack db-upkeep-prod`);
      return `<StackResourceDetail><PhysicalResourceId>${physical(id)}</PhysicalResourceId><ResourceStatus>CREATE_COMPLETE</ResourceStatus></StackResourceDetail>`;
    },
    ListStackResources: () =>
      `<StackResourceSummaries>${Object.keys(template.Resources)
        .map((id) => `<member><LogicalResourceId>${id}</LogicalResourceId></member>`)
        .join('')}</StackResourceSummaries>`,
    CreateChangeSet: (given) => {
      const url = given.get('TemplateURL');
      const text = url ? objects.get(keyIn(new URL(url).pathname)) : given.get('TemplateBody');
      proposed = JSON.parse(String(text)) as Template;
      return `<Id>change</Id><StackId>${stackArn}</StackId>`;
    },
    DescribeChangeSet: () => {
      const changes = JSON.stringify(proposed) !== JSON.stringify(template);
      return `<StackId>${stackArn}</StackId><Status>${changes ? 'CREATE_COMPLETE' : 'FAILED'}</Status><StatusReason>${changes ? '' : "The submitted information didn't contain changes."}</StatusReason>`;
    },
    ExecuteChangeSet: () => {
      update(exists(proposed));
      return '';
    },
    DescribeStackEvents: () => `<StackEvents>${events.join('')}</StackEvents>`,
    DeleteStack: () => {
      for (const one of Object.values(template.Resources)) {
        if (one.Type === TABLE && !one.DeletionPolicy?.startsWith('Retain')) tables.delete(tableOf(one).name);
      }
      [status, template] = [undefined, { Resources: {} }];
      return '';
    },
  };

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
    note(action, service === 'sts' || action === 'ValidateTemplate' ? '*' : stackArn);
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
    /** The templates that were applied or tried, in their order. */
    updates,
    tables,
    objects,
    status: () => status,
    become,
    fail: (id: string | undefined) => {
      failing = id;
    },
    /** Lets what stands already fail at its next change. */
    failLater: (id: string) => {
      failing = id;
      spared = id;
    },
  };
}

const stackArn = `arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stack/db-upkeep-prod/1`;

function exists<Value>(
  value: Value | undefined,
  message = 'Stack with id db-upkeep-prod does not exist',
): Value {
  if (value === undefined) throw new Error(message);
  return value;
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
