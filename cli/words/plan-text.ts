import { takesAny } from '../../functions/install-kernel-plugin/packages.ts';
import { endpointOf } from '../../shared/huawei/endpoints.ts';
import { readLogin } from '../../shared/huawei/login.ts';
import { holds, readPauses } from '../../shared/ledger/pause.ts';
import { openLedger } from '../../shared/ledger/store.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import type { Expects } from '../../shared/terms/expects.ts';
import type { Intent } from '../../shared/terms/intent.ts';
import { OWN_WINDOW } from '../../shared/terms/intent-fields.ts';
import type { Operation } from '../../shared/terms/operation.ts';
import { redact } from '../../shared/values/redact.ts';
import type { Here } from '../../shared/words/command-text.ts';
import { pauseLines } from './pause-lines.ts';
import { sentWhen } from './sent-when.ts';

/** Who will do what, where and when, for the person who confirms it. Throws `Misconfigured`, `InvalidIntent`, `PlatformUnavailable`. */
export async function planText(
  operation: Operation,
  intent: Intent,
  settings: Settings,
  here: Here,
): Promise<string> {
  const { region, project_id, request_id, fields } = intent;
  const { not_before, not_after, ends_by } = sentWhen(intent, settings.LEDGER_TABLE, Date.now());
  const asked = Object.entries(redact(fields)).filter(([, value]) => typeof value === 'string');
  return [
    planRow('operation', operation.name),
    planRow('effect', operation.effect),
    planRow('account', await accountOf(settings)),
    planRow('region', `${region}, ${endpointOf(operation.service, region, settings.place)}`),
    planRow('project', project_id),
    planRow('request_id', request_id),
    planRow('ledger', settings.LEDGER_TABLE ?? 'none (LEDGER_TABLE): a request_id used before is sent again'),
    ...asked.map(([name, value]) => planRow(name, String(value))),
    ...(operation.unlisted && takesAny(settings) ? [planRow('packages', anyPackage(settings))] : []),
    ...(intent.window === undefined ? [] : [planRow('window', windowText(intent.window))]),
    planRow('not_before', not_before),
    planRow('not_after', not_after),
    ...(ends_by ? [planRow('ends_by', ends_by)] : []),
    ...(intent.expects ? [planRow('expects', expectedText(intent.expects))] : []),
    ...(intent.dry_run ? [] : await pausesFor(operation, settings, here)).map((text) =>
      planRow('paused', text),
    ),
    '',
  ].join('\n');
}

const windowText = (window: string) =>
  window === OWN_WINDOW ? 'own, which each instance shows by itself' : window;

const anyPackage = ({ PLUGIN_PACKAGES }: Settings) =>
  `any is taken, since PLUGIN_PACKAGES is ${PLUGIN_PACKAGES ? 'empty' : 'not set'}`;

const expectedText = ({ from, hold_tag }: Expects) =>
  `${from} runs there${hold_tag ? `, and no tag ${hold_tag} names a date to come` : ''}: where it is not so nothing is sent, and where it cannot be read it waits`;

/** A line of what is shown before anybody confirms. */
export const planRow = (name: string, value: string) => `${name.padEnd(15)} ${value}`;

/** The pauses that this would wait for, each with the command that ends it. Throws `PlatformUnavailable`. */
async function pausesFor(operation: Operation, { LEDGER_TABLE }: Settings, here: Here): Promise<string[]> {
  if (!LEDGER_TABLE) return [];
  const pauses = await readPauses(openLedger(LEDGER_TABLE).table);
  return pauses.filter(holds(operation.name)).flatMap((one) => pauseLines(one, here));
}

async function accountOf(settings: Settings): Promise<string> {
  const login = await readLogin(settings);
  const account =
    login.kind === 'password' ? `${login.domain}/${login.user}` : `access key ${login.accessKey}`;
  return settings.HW_CREDENTIALS_SECRET
    ? `${account}, from the secret ${settings.HW_CREDENTIALS_SECRET}`
    : account;
}
