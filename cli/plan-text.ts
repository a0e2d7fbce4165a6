import type { Child } from '../shared/children.ts';
import type { Config } from '../shared/config.ts';
import { chooseLogin } from '../shared/huawei/credentials.ts';
import { endpointOf } from '../shared/huawei/endpoints.ts';
import type { Intent } from '../shared/intent.ts';
import type { Operation } from '../shared/operation.ts';
import { redact } from '../shared/redact.ts';

/** Who will do what to which targets, for the person who confirms it. Throws `Misconfigured`, `InvalidIntent`. */
export function planText(
  operation: Operation,
  intent: Intent,
  children: readonly Child[],
  config: Config,
): string {
  const { region, project_id, request_id, targets, fields } = intent;
  const asked = Object.entries(redact(fields)).filter(([, value]) => typeof value === 'string');
  const calls = children.length > 0 ? children : [{ targets }];
  return [
    row('operation', operation.name),
    row('effect', operation.effect),
    row('account', accountOf(config)),
    row('region', `${region}, ${endpointOf(operation.service, region, config)}`),
    row('project', project_id),
    row('request_id', request_id),
    ...asked.map(([name, value]) => row(name, String(value))),
    row('cloud calls', String(calls.length)),
    row('targets', String(targets.length)),
    ...calls.flatMap((call, index) => [
      ...(calls.length > 1 ? [`  call ${index + 1}: ${call.targets.length}`] : []),
      ...call.targets.map((target) => `    ${target}`),
    ]),
    '',
  ].join('\n');
}

const row = (name: string, value: string) => `${name.padEnd(15)} ${value}`;

/** The names in a secret are not shown: reading it may be what fails. */
function accountOf(config: Config): string {
  if (config.HW_CREDENTIALS_SECRET) return `as in the secret ${config.HW_CREDENTIALS_SECRET}`;
  const login = chooseLogin(config, 'the environment');
  return login.kind === 'password' ? `${login.domain}/${login.user}` : `access key ${login.accessKey}`;
}
