import type { Child } from '../shared/children.ts';
import type { Config } from '../shared/config.ts';
import { endpointOf } from '../shared/huawei/endpoints.ts';
import { readLogin } from '../shared/huawei/login.ts';
import type { Intent } from '../shared/intent.ts';
import { holds, readPauses } from '../shared/ledger/pause.ts';
import { openLedger } from '../shared/ledger/store.ts';
import type { Operation } from '../shared/operation.ts';
import { redact } from '../shared/redact.ts';
import { pauseLines } from './pause-lines.ts';
import { sentWhen } from './sent-when.ts';

/** Who will do what to which targets, for the person who confirms it. Throws `Misconfigured`, `InvalidIntent`, `PlatformUnavailable`. */
export async function planText(
  operation: Operation,
  intent: Intent,
  children: readonly Child[],
  config: Config,
): Promise<string> {
  const { region, project_id, request_id, targets, fields } = intent;
  const { not_before, not_after } = sentWhen(intent, config.LEDGER_TABLE, Date.now());
  const asked = Object.entries(redact(fields)).filter(([, value]) => typeof value === 'string');
  const calls = children.length > 0 ? children : [{ targets }];
  return [
    row('operation', operation.name),
    row('effect', operation.effect),
    row('account', await accountOf(config)),
    row('region', `${region}, ${endpointOf(operation.service, region, config)}`),
    row('project', project_id),
    row('request_id', request_id),
    row('ledger', config.LEDGER_TABLE ?? 'none (LEDGER_TABLE): a request_id used before is sent again'),
    ...asked.map(([name, value]) => row(name, String(value))),
    row('not_before', not_before),
    row('not_after', not_after),
    ...(intent.dry_run ? [] : await pausesFor(operation, config)).map((text) => row('paused', text)),
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

/** The pauses that this would wait for, each with the command that ends it. Throws `PlatformUnavailable`. */
async function pausesFor(operation: Operation, { LEDGER_TABLE }: Config): Promise<string[]> {
  if (!LEDGER_TABLE) return [];
  const pauses = await readPauses(openLedger(LEDGER_TABLE).table);
  return pauses.filter(holds(operation.name)).flatMap(pauseLines);
}

async function accountOf(config: Config): Promise<string> {
  const login = await readLogin(config);
  const account =
    login.kind === 'password' ? `${login.domain}/${login.user}` : `access key ${login.accessKey}`;
  return config.HW_CREDENTIALS_SECRET
    ? `${account}, from the secret ${config.HW_CREDENTIALS_SECRET}`
    : account;
}
