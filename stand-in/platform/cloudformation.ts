import { ACCOUNT, STACK_ARN, type Stack, type Template } from './stack.ts';

type Asked = (given: URLSearchParams) => string;

/** What CloudFormation and STS answer, by action, as XML; `uploaded` reads what lies in S3. Each throws what they refuse. */
export function cloudFormation(
  stack: Stack,
  bucket: string,
  uploaded: (path: string) => Buffer | undefined,
): Readonly<Record<string, Asked>> {
  let proposed: Template | undefined;
  const physical = (id: string) => (id === 'ServerlessDeploymentBucket' ? bucket : `db-upkeep-prod-${id}`);
  return {
    GetCallerIdentity: () =>
      `<Arn>arn:aws:iam::${ACCOUNT}:user/u</Arn><Account>${ACCOUNT}</Account><UserId>u</UserId>`,
    ValidateTemplate: () => '',
    DeleteChangeSet: () => '',
    DescribeStacks: () =>
      `<Stacks><member><StackName>db-upkeep-prod</StackName><StackId>${STACK_ARN}</StackId><StackStatus>${exists(stack.status())}</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime></member></Stacks>`,
    DescribeStackResource: (given) => {
      const id = given.get('LogicalResourceId') ?? '';
      exists(stack.status());
      exists(stack.template().Resources[id], `Resource ${id} does not exist for stack db-upkeep-prod`);
      return `<StackResourceDetail><PhysicalResourceId>${physical(id)}</PhysicalResourceId><ResourceStatus>CREATE_COMPLETE</ResourceStatus></StackResourceDetail>`;
    },
    ListStackResources: () =>
      `<StackResourceSummaries>${Object.keys(stack.template().Resources)
        .map((id) => `<member><LogicalResourceId>${id}</LogicalResourceId></member>`)
        .join('')}</StackResourceSummaries>`,
    CreateChangeSet: (given) => {
      const url = given.get('TemplateURL');
      const text = url ? uploaded(new URL(url).pathname) : given.get('TemplateBody');
      proposed = JSON.parse(String(text)) as Template;
      return `<Id>change</Id><StackId>${STACK_ARN}</StackId>`;
    },
    DescribeChangeSet: () => {
      const changes = JSON.stringify(proposed) !== JSON.stringify(stack.template());
      return `<StackId>${STACK_ARN}</StackId><Status>${changes ? 'CREATE_COMPLETE' : 'FAILED'}</Status><StatusReason>${changes ? '' : "The submitted information didn't contain changes."}</StatusReason>`;
    },
    ExecuteChangeSet: () => {
      stack.update(exists(proposed));
      return '';
    },
    DescribeStackEvents: () => `<StackEvents>${stack.events().join('')}</StackEvents>`,
    DeleteStack: () => {
      stack.remove();
      return '';
    },
  };
}

function exists<Value>(
  value: Value | undefined,
  message = 'Stack with id db-upkeep-prod does not exist',
): Value {
  if (value === undefined) throw new Error(message);
  return value;
}
