import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Context, runChecks } from '../../shared/doctor/check.ts';
import { environment } from '../../shared/doctor/checks/environment.ts';
import { topic } from '../../shared/doctor/checks/topic.ts';
import { openRecorder } from '../../shared/doctor/recorder.ts';
import { givenSettings } from '../../shared/settings/settings.ts';
import { LIVED_IN } from '../../stand-in/cloud/lived-in.ts';
import { listen } from '../../stand-in/platform/listen.ts';
import { examineStage } from './examined.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:db-upkeep-prod-people';
const clean = { ...process.env };
let answer: { status?: number; xml: string };
let asked: string[] = [];
let sns: { url: string; close(): Promise<void> };
beforeAll(async () => {
  sns = await listen(
    createServer(async (request, response) => {
      asked.push(await text(request));
      response.writeHead(answer.status ?? 200, { 'content-type': 'text/xml' }).end(answer.xml);
    }),
  );
});
beforeEach(() => {
  asked = [];
  process.env = {
    ...clean,
    HW_REGION_NAME: 'ap-southeast-1',
    HW_PROJECT_ID: LIVED_IN,
    HW_ACCESS_KEY: 'key',
    HW_SECRET_KEY: 'secret',
    PEOPLE_TOPIC: TOPIC,
    AWS_ENDPOINT_URL_SNS: sns.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIA',
    AWS_SECRET_ACCESS_KEY: 'secret',
  };
});
afterAll(async () => {
  process.env = { ...clean };
  await sns.close();
});

/** The reply of the vendor's page, with these counts. */
const attributes = (counts: Readonly<Record<string, string>>) =>
  `<GetTopicAttributesResponse xmlns="https://sns.amazonaws.com/doc/2010-03-31/">
    <GetTopicAttributesResult>
        <Attributes>
            <entry>
                <key>Owner</key>
                <value>123456789012</value>
            </entry>${Object.entries(counts)
              .map(
                ([name, count]) => `
            <entry>
                <key>${name}</key>
                <value>${count}</value>
            </entry>`,
              )
              .join('')}
        </Attributes>
    </GetTopicAttributesResult>
</GetTopicAttributesResponse>`;
const counted = (confirmed: number, pending: number) => ({
  xml: attributes({
    SubscriptionsDeleted: '7',
    SubscriptionsPending: String(pending),
    SubscriptionsConfirmed: String(confirmed),
  }),
});
const refusal = (status: number, code: string) => ({
  status,
  xml: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>why not</Message></Error></ErrorResponse>`,
});

async function looked() {
  const context: Context = {
    subjects: [],
    queues: [],
    surveys: [],
    recorder: openRecorder(),
    given: givenSettings(),
  };
  return (await runChecks([environment, topic], context)).at(-1);
}

test.each<[string, typeof answer, string, string]>([
  ['somebody is mailed', counted(2, 0), 'ok', '2 subscriptions'],
  ['one has still to confirm', counted(1, 1), 'warning', '1 subscription, and 1 subscription not confirmed'],
  [
    'nobody has confirmed',
    counted(0, 2),
    'broken',
    '2 subscriptions not confirmed, and no other: no alarm and no mail reaches anybody',
  ],
  [
    'the only one has not confirmed',
    counted(0, 1),
    'broken',
    '1 subscription not confirmed, and no other: no alarm and no mail reaches anybody',
  ],
  [
    'nobody is to be mailed',
    counted(0, 0),
    'warning',
    'nobody subscribes: no alarm and no mail reaches anybody',
  ],
  ['there is no topic', refusal(404, 'NotFound'), 'broken', 'NotFound: why not'],
  [
    'whoever asks may not look',
    refusal(403, 'AuthorizationError'),
    'not_checked',
    'this login may not GetTopicAttributes: why not',
  ],
  [
    'a reply shows no counts',
    { xml: attributes({ SubscriptionsConfirmed: '1' }) },
    'broken',
    'OutcomeUnknown: the reply to GetTopicAttributes has not what was asked for',
  ],
])('%s', async (_title, given, level, says) => {
  answer = given;
  const found = await looked();
  expect([found?.level, found?.says]).toEqual([level, says]);
  expect(new Set(asked)).toEqual(
    new Set([`Action=GetTopicAttributes&Version=2010-03-31&TopicArn=${encodeURIComponent(TOPIC)}`]),
  );
});

test('without a topic nothing is asked', async () => {
  delete process.env.PEOPLE_TOPIC;
  expect(await looked()).toMatchObject({
    level: 'not_checked',
    says: 'PEOPLE_TOPIC is not set: nobody is mailed',
  });
  expect(asked).toEqual([]);
});

test('a stage as deployed has a topic to which somebody has subscribed', async () => {
  process.env = { ...clean };
  const { named } = await examineStage();
  expect(named('mails')).toMatchObject({ level: 'ok', says: '1 subscription' });
});
