import {
  CloudFormationClient,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { PlatformUnavailable } from '../../../shared/terms/errors.ts';

/** A stack as CloudFormation knows it. */
export interface StackStatus {
  /** Such as `UPDATE_COMPLETE`; undefined where there is no stack. */
  readonly status: string | undefined;
  /** Whether it has its ledger. */
  readonly hasLedger: boolean;
}

/** What a resource is in that an update did not make, or took away again. */
const ABSENT = ['CREATE_FAILED', 'CREATE_IN_PROGRESS', 'DELETE_COMPLETE', 'DELETE_SKIPPED'];

/** Asks CloudFormation about the stack of a stage, with whatever login AWS's own tools would use. Throws `PlatformUnavailable`. */
export async function stackStatus(stage: string, region: string): Promise<StackStatus> {
  const client = new CloudFormationClient({ region });
  const StackName = `db-upkeep-${stage}`;
  try {
    const stacks = await orMissing(client.send(new DescribeStacksCommand({ StackName })));
    const status = stacks?.Stacks?.[0]?.StackStatus;
    if (status === undefined) return { status, hasLedger: false };
    const LogicalResourceId = 'Ledger';
    const ledger = await orMissing(
      client.send(new DescribeStackResourceCommand({ StackName, LogicalResourceId })),
    );
    const { ResourceStatus = 'DELETE_COMPLETE' } = ledger?.StackResourceDetail ?? {};
    return { status, hasLedger: !ABSENT.includes(ResourceStatus) };
  } catch (cause) {
    const { name, message } = cause as Error;
    throw new PlatformUnavailable(
      `CloudFormation did not tell of the stack ${StackName}: ${name}: ${message}`,
    );
  } finally {
    client.destroy();
  }
}

/** CloudFormation has no error of its own for what is not there. */
const orMissing = <Answer>(asked: Promise<Answer>): Promise<Answer | undefined> =>
  asked.catch((error: Error) => {
    if (error.name === 'ValidationError' && /does not exist/.test(error.message)) return undefined;
    throw error;
  });

/** Why a stack in this status takes no deployment, and the command that mends it; undefined where it takes one. */
export function obstacle(status: string | undefined, stage: string, region: string): string | undefined {
  const aws = (command: string) =>
    `aws cloudformation ${command} --stack-name db-upkeep-${stage} --region ${region}`;
  const deletion = `${aws('delete-stack')} && ${aws('wait stack-delete-complete')}`;
  const said = `the stack db-upkeep-${stage} is in ${status}`;
  if (
    status === 'REVIEW_IN_PROGRESS' ||
    /^(CREATE_FAILED|ROLLBACK_COMPLETE|ROLLBACK_FAILED|DELETE_FAILED)$/.test(status ?? '')
  ) {
    return `${said}: it was never made whole, or not taken away; then deploy again.\nNext step: ${deletion}`;
  }
  if (/^(UPDATE_FAILED|(UPDATE|IMPORT)_ROLLBACK_FAILED)$/.test(status ?? '')) {
    return `${said}: go on with the way back; then deploy again.\nNext step: ${aws('continue-update-rollback')}`;
  }
  return status?.endsWith('_IN_PROGRESS')
    ? `${said}: CloudFormation is still at work on it; deploy again when it has ended.\nNext step: ${aws('describe-stacks')}`
    : undefined;
}
