import type { Documented } from '../terms/documented.ts';
import type { Fact } from '../terms/inspection.ts';
import type { Service } from '../terms/operation.ts';
import { digText } from '../values/json/dig.ts';
import { gaussdbInstances } from './documented/gaussdb-instances.ts';
import { gaussdbJob } from './documented/gaussdb-job.ts';
import { geminidbInstances } from './documented/geminidb-instances.ts';
import { geminidbJobs } from './documented/geminidb-jobs.ts';
import { iamProjects } from './documented/iam-projects.ts';
import { iamToken } from './documented/iam-token.ts';
import { taurusdbInstances } from './documented/taurusdb-instances.ts';
import { taurusdbJob } from './documented/taurusdb-job.ts';
import { instanceId, LABEL, suffixOf } from './ids.ts';
import { unknownJob } from './job-facts.ts';

/** The shapes of the replies that several operations read, and of IAM's. */
export const documented: readonly Documented[] = [
  iamToken,
  iamProjects,
  gaussdbInstances,
  gaussdbJob,
  taurusdbInstances,
  taurusdbJob,
  geminidbInstances,
  geminidbJobs,
];

const instanceIds = (service: Service, list: Documented): Fact => ({
  id: `${service}-instance-ids`,
  says: `${LABEL[service]} ids have 36, 32 or 24 letters and digits, and no suffix of another service`,
  relied_on: 'shared/huawei/ids.ts',
  otherwise: 'an intent for such an instance is refused as invalid',
  judge: (seen) => {
    const ids = seen.items(list, 'instances').map((instance) => digText(instance, 'id'));
    const odd = ids.filter((id) => !instanceId(service).safeParse(id).success);
    const forms = [...new Set((odd.length > 0 ? odd : ids).map(formOf))].join('; ');
    if (odd.length > 0) return { refuted: `${odd.length} of ${ids.length}: ${forms}` };
    return ids.length > 0
      ? { confirmed: `${ids.length}: ${forms}` }
      : { unseen: 'no instance in the project' };
  },
});

const formOf = (id: string) => `${id.length} characters${suffixOf(id) && ` ending in ${suffixOf(id)}`}`;

const requestIds: Fact = {
  id: 'request-ids',
  says: 'Every answer carries x-request-id',
  relied_on: 'shared/transport/transport.ts',
  otherwise: 'reports lack the cloud request ids that a support ticket needs',
  judge: (seen) => {
    const replies = [gaussdbInstances, taurusdbInstances, geminidbInstances].flatMap(seen.to);
    const answered = replies.filter(({ status }) => status !== undefined);
    const without = answered.filter(({ headers }) => typeof headers['x-request-id'] !== 'string');
    if (answered.length === 0) return { unseen: 'no answer' };
    return without.length > 0
      ? { refuted: `${without.length} of ${answered.length} answers have none` }
      : { confirmed: `${answered.length} answers` };
  },
};

const gatewayFailures: Fact = {
  id: 'gateway-failures',
  says: 'A gateway that answers APIGW.06xx, but for 0601, has not passed the request on',
  relied_on: 'shared/huawei/error-book.ts',
  otherwise: 'a submission answered so might be made a second time',
  only_while: 'the gateway fails',
  judge: () => ({ unseen: 'only a failing gateway shows it' }),
};

/** What is inferred about all three services alike. */
export const facts: readonly Fact[] = [
  instanceIds('gaussdb', gaussdbInstances),
  instanceIds('taurusdb', taurusdbInstances),
  instanceIds('geminidb', geminidbInstances),
  unknownJob(gaussdbJob),
  unknownJob(taurusdbJob),
  unknownJob(geminidbJobs),
  requestIds,
  gatewayFailures,
];
