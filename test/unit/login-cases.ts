import { randomUUID } from 'node:crypto';
import type { Ran, Service } from '../world/service.ts';
import { idOf } from './intent-cases.ts';
import type { Answered, Asked } from './scripted-http.ts';

/** A password no text contains by chance. */
export const PASSWORD = 'hunter2-of-the-tests';

let made = 0;
/** A project id that no other test uses, so that no token is shared with one. */
export const newProject = (): string => String(++made).padStart(32, 'p');

/** An intent for one instance nobody asked for before. */
export const intentFor = (project_id: string): object => ({
  project_id,
  instance_ids: [idOf(++made, 'in13')],
});

/** Delivers the intents as one batch of a queue. */
export const batch = (service: Service, intents: readonly object[]): Promise<Ran> =>
  service.invoke('patch-databases', {
    Records: intents.map((intent) => ({
      messageId: randomUUID(),
      body: JSON.stringify(intent),
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(Date.now()) },
      messageAttributes: {},
      eventSource: 'aws:sqs',
    })),
  });

/** The service that patches whatever it is asked to. */
export const patched = ({ body }: Asked): Answered => ({
  status: 202,
  body: {
    upgrade_results: (body.instance_ids as string[]).map((instance_id) => ({
      instance_id,
      job_id: `job-${instance_id}`,
    })),
  },
});

/** IAM handing out a token, valid for a day. */
export const tokenNumbered = (number: number): Answered => ({
  status: 201,
  headers: { 'x-subject-token': `token-number-${number}` },
  body: { token: { expires_at: new Date(Date.now() + 86_400_000).toISOString().replace('Z', '000Z') } },
});

/** IAM's answer to a wrong password. */
export const wrongPassword: Answered = {
  status: 401,
  body: { error: { code: 401, message: 'The username or password is wrong.', title: 'Unauthorized' } },
};
