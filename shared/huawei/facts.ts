import type { Documented } from '../terms/documented.ts';
import type { Fact } from '../terms/inspection.ts';
import { digText } from '../values/json/dig.ts';
import { alarmsNameInstances } from './alarm-facts.ts';
import { cesAlarms } from './documented/ces-alarms.ts';
import { iamProjects } from './documented/iam-projects.ts';
import { iamToken } from './documented/iam-token.ts';
import { instanceId, suffixOf } from './ids.ts';
import { unknownJob } from './job-facts.ts';
import { type ServiceName, serviceOf, services } from './services/services.ts';

interface Shapes {
  readonly instances: Documented;
  readonly jobs: Documented;
  readonly detail?: Documented;
  readonly details?: Documented;
}

const ofServices = await Promise.all(
  services.map(async ({ name }) => {
    const { instances, jobs, ...more } = (await import(`./documented/${name}.ts`)) as Shapes;
    return { name, instances, jobs, all: [instances, jobs, ...Object.values(more)] };
  }),
);

/** The shapes of the replies that several operations read, of IAM's and of Cloud Eye's. */
export const documented: readonly Documented[] = [
  iamToken,
  iamProjects,
  cesAlarms,
  ...ofServices.flatMap(({ all }) => all),
];

const instanceIds = (service: ServiceName, list: Documented): Fact => ({
  id: `${service}-instance-ids`,
  says: `${serviceOf(service).label} ids have 36, 32 or 24 letters and digits, and no suffix of another service`,
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
    const replies = ofServices.flatMap(({ instances }) => seen.to(instances));
    const answered = replies.filter(({ status }) => status !== undefined);
    const without = answered.filter(({ headers }) => typeof headers['x-request-id'] !== 'string');
    if (answered.length === 0) return { unseen: 'no answer' };
    return without.length > 0
      ? { refuted: `${without.length} of ${answered.length} answers have none` }
      : { confirmed: `${answered.length} answers` };
  },
};

const letterCase: Fact = {
  id: 'letter-case',
  says: 'No two ids differ in letter case alone',
  relied_on: 'shared/huawei/account.ts',
  otherwise: 'what became of one target may be told of another',
  judge: (seen) => {
    const ids = ofServices.flatMap(({ instances }) =>
      seen.items(instances, 'instances').flatMap((instance) => digText(instance, 'id') || []),
    );
    const folded = new Set(ids.map((id) => id.toLowerCase()));
    const apart = new Set(ids).size - folded.size;
    if (apart > 0) return { refuted: `${apart} of ${ids.length}` };
    const all = ids.every((id) => folded.has(id));
    return ids.length > 0 && all
      ? { confirmed: `${ids.length} ids, none with a capital letter` }
      : { unseen: ids.length > 0 ? 'ids with capital letters, no two alike' : 'no instance in the project' };
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

/** What is inferred about all services alike. */
export const facts: readonly Fact[] = [
  ...ofServices.map(({ name, instances }) => instanceIds(name, instances)),
  ...ofServices.map(({ jobs }) => unknownJob(jobs)),
  letterCase,
  requestIds,
  gatewayFailures,
  alarmsNameInstances,
];
