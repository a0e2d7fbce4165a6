import { catalog } from '../../../functions/catalog.ts';
import { type Cloud, startCloud } from '../../cloud/cloud.ts';
import { LIVED_IN, livedIn } from '../../cloud/lived-in.ts';
import { startDescribed } from '../../platform/described.ts';
import { startLedgerTable } from '../../platform/ledger-table.ts';
import { localCredentials } from '../../platform/local-credentials.ts';
import { startQueues } from '../../platform/queues.ts';

const BUS = 'db-upkeep-local';
const QUEUES = [
  ...catalog.map(({ name }) => name),
  'decide-rollouts',
  'follow-job',
  'tell-chat',
  'tell-desk',
];

/** Everything the doctor looks at, on this machine. */
export interface DoctorStage {
  readonly cloud: Cloud;
  /** The environment that leads there, with a password. */
  readonly environment: Readonly<Record<string, string>>;
  /** What AWS was asked, as in `dynamodb DescribeTable`. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** Starts a stand-in cloud with a project in use, and table, queues and bus as they are deployed. */
export async function startDoctorStage(): Promise<DoctorStage> {
  const cloud = await startCloud();
  livedIn(cloud.state, cloud.clock.now());
  const queues = await startQueues(QUEUES, { visibilitySeconds: 360, maxReceiveCount: 20 });
  const ledger = await startLedgerTable(queues.region);
  const described = await startDescribed({
    dynamodb: ledger.endpoint,
    sqs: queues.endpoint,
    busName: BUS,
  });
  const [user] = cloud.state.users.values();
  return {
    cloud,
    asked: described.asked,
    environment: {
      HW_REGION_NAME: 'ap-southeast-1',
      HW_PROJECT_ID: LIVED_IN,
      HW_ENDPOINTS: JSON.stringify(cloud.endpoints),
      HW_DOMAIN_NAME: user?.domain ?? '',
      HW_USER_NAME: user?.name ?? '',
      HW_USER_PASSWORD: user?.password ?? '',
      LEDGER_TABLE: await ledger.create(),
      FLEET_TABLE: await ledger.createFleet(),
      QUEUE_URL: queues.urlTemplate,
      DEAD_LETTER_QUEUE_URL: queues.deadLetterUrlTemplate,
      EVENT_BUS: BUS,
      AWS_REGION: queues.region,
      AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: described.endpoints.dynamodb,
      AWS_ENDPOINT_URL_SQS: described.endpoints.sqs,
      AWS_ENDPOINT_URL_EVENTBRIDGE: described.endpoints.eventbridge,
      PEOPLE_TOPIC: described.topic,
      AWS_ENDPOINT_URL_SNS: described.endpoints.sns,
    },
    async close() {
      await described.close();
      await ledger.close();
      await queues.close();
      await cloud.close();
    },
  };
}
