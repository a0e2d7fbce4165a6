import { catalog } from '../functions/catalog.ts';

const DAY_S = 24 * 60 * 60;
const FUNCTION_TIMEOUT_S = 60;

const pascal = (name) => name.replace(/(^|-)([a-z])/g, (_, _dash, letter) => letter.toUpperCase());

const queue = (suffix, properties) => ({
  Type: 'AWS::SQS::Queue',
  Properties: {
    QueueName: `db-upkeep-\${sls:stage}-${suffix}`,
    MessageRetentionPeriod: 14 * DAY_S,
    SqsManagedSseEnabled: true,
    ...properties,
  },
});

/** A work queue and a dead-letter queue for every operation of the catalogue. */
export const resources = () => ({
  Resources: Object.fromEntries(
    catalog.flatMap(({ name }) => [
      [
        `${pascal(name)}Queue`,
        queue(name, {
          VisibilityTimeout: 6 * FUNCTION_TIMEOUT_S,
          RedrivePolicy: {
            deadLetterTargetArn: { 'Fn::GetAtt': [`${pascal(name)}DeadLetterQueue`, 'Arn'] },
            maxReceiveCount: 20,
          },
        }),
      ],
      [`${pascal(name)}DeadLetterQueue`, queue(`${name}-dead`, {})],
    ]),
  ),
});
