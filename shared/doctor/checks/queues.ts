import type { CommandLine } from '../../desk/command-line.ts';
import { type Check, configured, type Finding } from '../check.ts';
import { isOpen, namesWriters, readAws, type Said } from '../read-aws.ts';

const DAY_S = 24 * 60 * 60;
// Six times the functions' time-out, as AWS advises: sooner, a message is delivered again while it is worked on.
const VISIBLE_S = 6 * 60;
const LONGEST_S = 14 * DAY_S;

interface Attributes {
  readonly Attributes?: Readonly<Record<string, string>>;
}

/** Each queue and its dead letters: where failed messages go, for how long, and who may send. */
export const queues = (names: readonly string[]): Check[] =>
  names.map((name) => ({
    group: 'ledger and queues',
    name: `queue ${name}`,
    asks: 'Is it there, with its dead letters, and closed to strangers?',
    needs: ['variables'],
    async look(context) {
      const { QUEUE_URL, DEAD_LETTER_QUEUE_URL, deployed } = configured(context).settings;
      if (!QUEUE_URL) return { level: 'not_checked', says: 'QUEUE_URL is not set' };
      const work = await attributesOf(QUEUE_URL, name);
      if ('finding' in work) return work.finding;
      if (!DEAD_LETTER_QUEUE_URL) return { level: 'not_checked', says: 'DEAD_LETTER_QUEUE_URL is not set' };
      const dead = await attributesOf(DEAD_LETTER_QUEUE_URL, name);
      if ('finding' in dead) return { ...dead.finding, says: `dead letters: ${dead.finding.says}` };
      const [taken = {}, letters = {}] = [work.output.Attributes, dead.output.Attributes];
      const faults = [...faultsOf(taken, deployed), ...pairFaults(taken, letters)];
      const operation = context.subjects.some((subject) => subject.operation.name === name);
      return finding(faults, taken, letters, operation ? { command: listOf(name) } : ELSEWHERE);
    },
  }));

const listOf = (operation: string): CommandLine => ({
  command: 'dead-letters list',
  words: { operation },
  options: {},
});

// The command knows those of operations.
const ELSEWHERE = { todo: 'look at them in the SQS console' };

const attributesOf = (template: string, name: string): Promise<Said<Attributes>> =>
  readAws<Attributes>('sqs', 'GetQueueAttributes', {
    QueueUrl: template.replaceAll('{operation}', name),
    AttributeNames: ['All'],
  });

/** What is wrong, and whether messages or databases are at risk for it. */
interface Fault {
  readonly says: string;
  readonly grave: boolean;
}

const fault = (wrong: boolean, says: string, grave = false): Fault[] => (wrong ? [{ says, grave }] : []);

function faultsOf(
  { VisibilityTimeout, Policy, SqsManagedSseEnabled, KmsMasterKeyId }: Record<string, string>,
  deployed: boolean,
): Fault[] {
  return [
    ...fault(isOpen(Policy), 'its policy lets anybody send: whoever does has databases patched', true),
    ...fault(
      deployed && !isOpen(Policy) && !namesWriters(Policy),
      'its policy does not name who may send: whoever may send to any queue of the account may send to it',
    ),
    ...fault(
      Number(VisibilityTimeout) < VISIBLE_S,
      `messages are hidden for ${VisibilityTimeout} s, less than the ${VISIBLE_S} s that a run may take`,
    ),
    ...fault(SqsManagedSseEnabled === 'false' && !KmsMasterKeyId, 'it is not encrypted'),
  ];
}

function pairFaults(work: Record<string, string>, dead: Record<string, string>): Fault[] {
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(work.RedrivePolicy ?? '{}') as {
    deadLetterTargetArn?: string;
    maxReceiveCount?: number | string;
  };
  return [
    ...fault(deadLetterTargetArn === undefined, 'no queue takes its dead letters: they would be lost', true),
    ...fault(
      deadLetterTargetArn !== undefined && deadLetterTargetArn !== dead.QueueArn,
      `its dead letters go to ${deadLetterTargetArn}, not to ${dead.QueueArn}`,
      true,
    ),
    ...fault(
      Number(maxReceiveCount) < 10,
      `a message is given up after ${maxReceiveCount} deliveries already`,
    ),
    ...fault(isOpen(dead.Policy), 'the policy of its dead letters lets anybody send', true),
    ...fault(
      Number(dead.MessageRetentionPeriod) < LONGEST_S,
      `dead letters are kept for ${Math.round(Number(dead.MessageRetentionPeriod) / DAY_S)} days, not 14`,
    ),
  ];
}

function finding(
  faults: readonly Fault[],
  work: Record<string, string>,
  letters: Record<string, string>,
  look: Pick<Finding, 'todo' | 'command'>,
): Finding {
  const left = Number(letters.ApproximateNumberOfMessages ?? 0);
  const says = `${work.ApproximateNumberOfMessages ?? 0} messages, ${left} dead letters`;
  if (faults.length > 0) {
    return {
      level: faults.some(({ grave }) => grave) ? 'broken' : 'warning',
      says: faults.map((one) => one.says).join('; '),
      details: [says],
      todo: 'deploy the queues again: see infra/aws/queues.ts',
    };
  }
  return left > 0 ? { level: 'warning', says, ...look } : { level: 'ok', says };
}
