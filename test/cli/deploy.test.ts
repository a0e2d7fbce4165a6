import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

  test('runs the checks without what is set for the deployment, and stops when they fail', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
    writeFileSync(join(folder, 'npm'), '#!/bin/sh\necho "$@"\nenv\nexit 1\n', { mode: 0o755 });
    const environment = {
      PATH: `${folder}:${process.env.PATH}`,
      HW_REGION_NAME: 'ap-southeast-1',
      HW_PROJECT_ID: '0'.repeat(32),
      QUEUE_WRITERS: 'arn:aws:iam::123456789012:role/dba',
      AWS_SECRET_ACCESS_KEY: 'a-login-of-somebody',
    };
    const { code, stdout } = await deploy(['--stage', 'prod', '--region', 'eu-west-1'], environment);
    rmSync(folder, { recursive: true });
    expect([code, stdout.split('\n')[0]]).toEqual([1, 'run --silent check']);
    expect(stdout).toContain('PATH=');
    expect(stdout).not.toMatch(/^(HW_|AWS_|QUEUE_)/m);
  });

  test('tells how it is used', async () => {
    expect(await deploy(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('--dry-run') });
  });
});
