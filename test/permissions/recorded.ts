import type { Json, Watch } from '../../stand-in/platform/strict-proxy.ts';
import { plugIn } from '../../stand-in/rehearsal/asked.ts';
import { tellRooms } from '../../stand-in/rehearsal/chat/rooms-told.ts';
import { compareDesk, playDesk } from '../../stand-in/rehearsal/desk/loop.ts';
import { compareOutcomes, tellOutcomes } from '../../stand-in/rehearsal/desk/told.ts';
import { surveyTwoPlaces } from '../../stand-in/rehearsal/fleet/two-places.ts';
import { play } from '../../stand-in/rehearsal/play.ts';
import { POLICY } from '../../stand-in/rehearsal/policy/policy.ts';
import { readExamples } from '../../stand-in/rehearsal/read-examples.ts';
import { scenes } from '../../stand-in/rehearsal/scenes.ts';
import { type Stage, startStage } from '../../stand-in/rehearsal/stage.ts';
import type { Call } from './code-needs.ts';
import { releases, rotation, scheduledToRecall, troubles } from './every-path.ts';
import { startSecretStore } from './secret-store.ts';
import { steerOnce } from './steering.ts';

const LOCAL = 'db-upkeep-local-';
const TOPIC = 'db-upkeep-prod-people';
const functionIn = (userAgent: string) => /\bapp\/([\w-]+)/.exec(userAgent)?.[1] ?? '';

/**
 * Plays the whole rehearsal, and what it leaves out, on the bundles in `dist`; gives every call to AWS that the functions
 * made, under the names that resources have in `variables`, the environment of a compiled template.
 */
export async function recordedCalls(
  dist: string,
  variables: Readonly<Record<string, string>>,
): Promise<Call[]> {
  const { HW_CREDENTIALS_SECRET = '', WEBHOOK_SENDERS_SECRET = '', EVENT_BUS = '' } = variables;
  const { CHANNELS_SECRET = '' } = variables;
  const calls: Call[] = [];
  const ledgerOut = new Set<string>();
  const record = ({ userAgent, action, input }: { userAgent: string; action: string; input: Json }) =>
    void calls.push({ function: functionIn(userAgent), action, input: deployed(input, variables) });
  const watch: Watch = {
    before(call) {
      // What people and event sources ask names no function.
      if (functionIn(call.userAgent)) record(call);
      return !(call.input.TableName && ledgerOut.has(functionIn(call.userAgent)));
    },
  };
  const { known } = await readExamples();
  const store = await startSecretStore(record);
  let stage: Stage | undefined;
  try {
    stage = await startStage({
      dist,
      watch,
      environment: {
        AWS_ENDPOINT_URL_SECRETS_MANAGER: store.endpoint,
        HW_CREDENTIALS_SECRET,
        WEBHOOK_SENDERS_SECRET,
        EVENT_BUS,
        // What a rule limits is counted in the ledger.
        POLICY: POLICY.replaceAll('{"from"', '{"max_targets_per_hour":1000,"from"'),
        ...Object.fromEntries(PLAIN.map((name) => [name, ''])),
      },
    });
    const [user] = stage.cloud.state.users.values();
    const login = (password = '') =>
      JSON.stringify({
        HW_DOMAIN_NAME: user?.domain,
        HW_USER_NAME: user?.name,
        HW_USER_PASSWORD: password,
      });
    store.put(HW_CREDENTIALS_SECRET, login(user?.password));
    store.put(WEBHOOK_SENDERS_SECRET, JSON.stringify({ 'change-desk': stage.secret }));
    for (const wave of scenes(known)) await play(stage, wave);
    await stage.reset();
    const wrong = compareDesk(await playDesk(stage));
    if (wrong.length > 0) throw new Error(wrong.join('; '));
    await troubles(stage, known, ledgerOut);
    await releases(stage, known);
    const rotate = (password: string) => store.put(HW_CREDENTIALS_SECRET, login(password));
    await rotation(stage, rotate);
    await scheduledToRecall(stage);
    // Nobody has tried that login before the survey does.
    const fresh = 'a password of the day after';
    for (const user of stage.cloud.state.users.values()) user.password = fresh;
    rotate(fresh);
    // A third place, in which something was sent before: what became of it is read in the ledger.
    await surveyTwoPlaces(stage, { dist, environment: { HW_PROJECT_ID: plugIn.project_id } });
    await steerOnce(stage, dist);
    const keep = (channels: string) => {
      store.put(CHANNELS_SECRET, channels);
      return { CHANNELS_SECRET };
    };
    const { mails } = await tellRooms(stage, { dist, keep });
    for (const { userAgent } of mails) {
      calls.push({ function: functionIn(userAgent), action: 'Publish', input: { TopicName: TOPIC } });
    }
    const keepSenders = (senders: string) => {
      store.put(WEBHOOK_SENDERS_SECRET, senders);
      return { WEBHOOK_SENDERS_SECRET };
    };
    const untold = compareOutcomes(await tellOutcomes(stage, { dist, keep: keepSenders }));
    if (untold.length > 0) throw new Error(untold.join('; '));
  } finally {
    await stage?.close();
    await store.close();
  }
  return calls;
}

// A deployed function is given none of these.
const PLAIN = ['HW_DOMAIN_NAME', 'HW_USER_NAME', 'HW_USER_PASSWORD', 'WEBHOOK_SENDERS'];

/** The input with the names of the template in place of those of the stand-ins. */
function deployed(input: Json, variables: Readonly<Record<string, string>>): Json {
  const { TableName, RequestItems, QueueUrl } = input;
  const tableOf = (name: unknown) =>
    String(String(name).startsWith(`${LOCAL}fleet`) ? variables.FLEET_TABLE : variables.LEDGER_TABLE);
  if (RequestItems) {
    const renamed = Object.entries(RequestItems).map(([name, asked]) => [tableOf(name), asked]);
    return { ...input, RequestItems: Object.fromEntries(renamed) };
  }
  if (TableName) return { ...input, TableName: tableOf(TableName) };
  if (!QueueUrl) return input;
  const [, operation = '', dead] = new RegExp(`/${LOCAL}(.+?)(-dead)?$`).exec(String(QueueUrl)) ?? [];
  const template = (dead ? variables.DEAD_LETTER_QUEUE_URL : variables.QUEUE_URL) ?? '';
  return { ...input, QueueUrl: template.replace('{operation}', operation) };
}
