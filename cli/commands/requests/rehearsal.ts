import { isPlainObject } from '../../../shared/values/json/plain-object.ts';
import { firstExample } from './examples.ts';

const REAL =
  /^(HW_.*|STAGE|POLICY|PLUGIN_PACKAGES|LEDGER_TABLE|QUEUE_URL|DEAD_LETTER_QUEUE_URL|https?_proxy)$/i;

/** Starts the stand-in cloud in this process and points the environment at it alone, for an intent's region and project. */
export async function startRehearsal(
  operation: string,
  intent: unknown,
): Promise<{ close(): Promise<void> }> {
  const { region, project_id } = await firstExample(operation);
  const { startCloud } = await import('../../../stand-in/cloud/cloud.ts');
  const cloud = await startCloud();
  const [user] = cloud.state.users.values();
  // Neither the real account nor the real ledger and queues may hear of a rehearsal.
  for (const name of Object.keys(process.env)) if (REAL.test(name)) delete process.env[name];
  Object.assign(process.env, {
    // HW_ENDPOINTS holds for this region only: another one would lead to the real cloud.
    HW_REGION_NAME: isPlainObject(intent) && typeof intent.region === 'string' ? intent.region : region,
    HW_PROJECT_ID: project_id,
    HW_ENDPOINTS: JSON.stringify(cloud.endpoints),
    HW_DOMAIN_NAME: user?.domain,
    HW_USER_NAME: user?.name,
    HW_USER_PASSWORD: user?.password,
  });
  return cloud;
}
