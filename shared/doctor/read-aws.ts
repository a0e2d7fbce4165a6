import { askAws } from '../aws/ask.ts';
import type { ServiceName } from '../aws/services.ts';
import type { Finding } from './check.ts';

/** The only AWS actions the doctor makes; none changes anything. */
type ReadAction =
  | 'DescribeTable'
  | 'DescribeTimeToLive'
  | 'DescribeContinuousBackups'
  | 'GetQueueAttributes'
  | 'DescribeEventBus';

/** What AWS said, or the finding that it did not. */
export type Said<Output> = { readonly output: Output } | { readonly finding: Finding };

/** Asks AWS. Whoever may not look learns nothing, which proves nothing about the functions' own role. */
export async function readAws<Output>(
  service: ServiceName,
  action: ReadAction,
  input: Readonly<Record<string, unknown>>,
): Promise<Said<Output>> {
  try {
    return { output: await askAws<Output>(service, action, input) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    return {
      finding: /AccessDenied|NotAuthorized/.test(name)
        ? { level: 'not_checked', says: `this login may not ${action}: ${message}` }
        : {
            level: 'broken',
            says: `${name}: ${message}`,
            todo: 'check the name, the AWS region and the AWS login',
          },
    };
  }
}

interface Statement {
  readonly Effect?: string;
  readonly Principal?: string | { readonly AWS?: string | readonly string[] };
  readonly Condition?: object;
}

/** Whether a resource's policy lets anybody at all in, without a condition. */
export function isOpen(policy: string | undefined): boolean {
  if (!policy) return false;
  const { Statement = [] } = JSON.parse(policy) as { Statement?: Statement | readonly Statement[] };
  return [Statement].flat().some(({ Effect, Principal, Condition }) => {
    const who = typeof Principal === 'string' ? Principal : [Principal?.AWS ?? []].flat();
    return Effect === 'Allow' && who.includes('*') && !Condition;
  });
}
