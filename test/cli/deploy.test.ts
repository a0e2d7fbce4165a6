import { describe, expect, test } from '@jest/globals';
import { resourceList } from '../../cli/resource-list.ts';
import { deploy } from './command.ts';

describe('the list of resources', () => {
  test('names each by its name, groups by type and counts', () => {
    const schedule = {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        Name: 'weekly',
        State: 'DISABLED',
        ScheduleExpression: 'rate(7 days)',
        ScheduleExpressionTimezone: 'UTC',
      },
    };
    const Resources = {
      Weekly: schedule,
      BQueue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'b' } },
      Key: { Type: 'AWS::KMS::Key' },
      AQueue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'a' } },
    };
    expect(resourceList({ Resources })).toBe(
      [
        'AWS::KMS::Key (1)',
        '    Key',
        '',
        'AWS::Scheduler::Schedule (1)',
        '    weekly: rate(7 days) UTC, off',
        '',
        'AWS::SQS::Queue (2)',
        '    a',
        '    b',
        '',
        '4 resources',
        '',
      ].join('\n'),
    );
  });
});

describe('the command line', () => {
  test.each([
    [[], {}, 'expected --stage and --region'],
    [['--stage', 'prod'], {}, 'expected --stage and --region'],
    [['prod'], {}, 'unexpected "prod"'],
    [
      ['--stage', 'prod', '--region', 'eu-west-1'],
      { HW_REGION_NAME: 'ap-southeast-1' },
      'HW_PROJECT_ID: expected in the environment',
    ],
  ])('%j is refused before anything runs', async (args, environment, message) => {
    const { code, stderr } = await deploy(args, environment);
    expect([code, stderr]).toEqual([64, expect.stringContaining(message)]);
  });

  test('tells how it is used', async () => {
    expect(await deploy(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('--dry-run') });
  });
});
