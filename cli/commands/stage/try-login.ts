import { converse } from '../../../shared/huawei/converse.ts';
import { endpointOf } from '../../../shared/huawei/endpoints.ts';
import { readLogin } from '../../../shared/huawei/login.ts';
import { openCredentials } from '../../../shared/huawei/open-credentials.ts';
import { loadSettings, type Settings } from '../../../shared/settings/settings.ts';
import { readVariables } from '../../../shared/settings/variables.ts';
import { InvalidIntent, Misconfigured, NotSent } from '../../../shared/terms/errors.ts';
import { describeFaults } from '../../../shared/terms/faults.ts';
import { send } from '../../../shared/transport/transport.ts';
import { parseJson } from '../../../shared/values/json/parse-json.ts';
import { isPlainObject } from '../../../shared/values/json/plain-object.ts';
import { keyTwice } from '../../../shared/values/json/read-json.ts';
import { BadUsage } from '../../command.ts';

const NAMES = /^HW_(DOMAIN_NAME|USER_NAME|USER_PASSWORD|ACCESS_KEY|SECRET_KEY|SECURITY_TOKEN)$/;

/**
 * The configuration in which a JSON text of `HW_…` names is the login, whatever the environment holds; `source` says where it
 * comes from. Throws `BadUsage`.
 */
export async function configWith(text: string, source: string): Promise<Settings> {
  const twice = keyTwice(text);
  if (twice) throw new BadUsage(`${source}: ${twice}`);
  const held = parseJson(text);
  if (!isPlainObject(held)) throw new BadUsage(`${source}: expected a JSON object of HW_… names`);
  const wrong = Object.entries(held).filter(
    ([name, value]) => !NAMES.test(name) || typeof value !== 'string',
  );
  if (wrong.length > 0) {
    const known =
      'HW_DOMAIN_NAME, HW_USER_NAME, HW_USER_PASSWORD or HW_ACCESS_KEY, HW_SECRET_KEY, HW_SECURITY_TOKEN';
    throw new BadUsage(`${source}: ${wrong.map(([name]) => name).join(', ')}: expected texts under ${known}`);
  }
  const around = Object.entries(process.env).filter(
    ([name]) => !NAMES.test(name) && !/_SECRET$|^STAGE$/.test(name),
  );
  const read = readVariables(held as Record<string, string>);
  if (!read.success) throw new BadUsage(`${source}: ${describeFaults(read.error)}`);
  const settings = loadSettings({ ...Object.fromEntries(around), ...(held as Record<string, string>) });
  try {
    await readLogin(settings);
  } catch (error) {
    if (error instanceof Misconfigured) throw new BadUsage(error.message.replace('the environment', source));
    throw error;
  }
  return settings;
}

/** How the login of a configuration stands with the cloud: the project's name, or undefined where it does not see it. */
export interface Tried {
  readonly mode: 'token' | 'signature';
  readonly project: string;
  readonly name?: string;
}

/** Logs in once, and asks IAM for the projects. Throws `CredentialsRefused`, `NotSent`, `InvalidIntent` without a place. */
export async function tryLogin(settings: Settings): Promise<Tried> {
  const { place, HW_TIMEOUT_MS, TIMING } = settings;
  const { region, project_id } = place;
  if (!region || !project_id) {
    throw new InvalidIntent([
      { path: 'HW_REGION_NAME, HW_PROJECT_ID', message: 'expected in the environment' },
    ]);
  }
  const credentials = await openCredentials(settings, { region, project_id });
  await credentials.ready();
  const wire = {
    method: 'GET',
    origin: endpointOf('iam', region, settings.place),
    path: '/v3/auth/projects',
    headers: { 'content-type': 'application/json' },
  };
  const reply = await converse('iam', credentials, wire, (signed) =>
    send(signed, HW_TIMEOUT_MS, TIMING.connection_idle_ms),
  );
  if (reply.status !== 200)
    throw new NotSent(`IAM answered ${reply.status} to the question for the projects`);
  const { body } = reply;
  const projects = isPlainObject(body) && Array.isArray(body.projects) ? body.projects : [];
  const found = projects.filter(isPlainObject).find(({ id }) => id === project_id);
  return { mode: credentials.mode, project: project_id, ...(found && { name: String(found.name) }) };
}
