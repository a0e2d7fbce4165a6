import { withDetail } from '../../../shared/huawei/details.ts';
import { listInstances } from '../../../shared/huawei/instances.ts';
import { listedAs } from '../../../shared/huawei/inventory.ts';
import { type Reader, reader } from '../../../shared/huawei/read.ts';
import type { Instance } from '../../../shared/huawei/services/instance.ts';
import { guardedCredentials } from '../../../shared/ledger/locks/guarded-credentials.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { CredentialsRefused } from '../../../shared/terms/errors.ts';
import type { Intent } from '../../../shared/terms/intent.ts';
import type { Operation } from '../../../shared/terms/operation.ts';
import type { Terminal } from '../../terminal/terminal.ts';

/** What was read of the targets' instances, for the person who confirms. */
export interface Known {
  /** By the instance's id in lower case, as the vendor takes either. */
  readonly instances: ReadonlyMap<string, Instance>;
  /** Whether the list was read to its end, so that what it does not hold is not there. */
  readonly complete: boolean;
  /** Why nothing could be read. */
  readonly why?: string;
  /** The cloud's refusal of the login, which another try could turn into a locked user. */
  readonly refused?: CredentialsRefused;
}

const SILENCE_MS = 3000;
const PATIENCE_MS = 10_000;

/** Reads the instances that the targets are or belong to. Never throws: a person may send what nobody can name. */
export async function readTargets(
  operation: Operation,
  intent: Intent,
  settings: Settings,
  { say }: Pick<Terminal, 'say'>,
): Promise<Known> {
  const { fields, targets } = intent;
  const ids = [...new Set(targets.map((target) => operation.instanceOf?.(fields, target) ?? target))];
  const why: string[] = [];
  const silence = setTimeout(say, SILENCE_MS, 'reads what the cloud shows of the targets\n');
  try {
    const login = await guardedCredentials(settings, intent);
    const until = Date.now() + PATIENCE_MS;
    // What the reader keeps back for a submission is no concern of a person who waits.
    const kept = settings.HW_TIMEOUT_MS + settings.TIMING.submit_margin_ms;
    const cloud = reader(operation.service, intent, login, settings, () => until - Date.now() + kept, {
      tell: (said) => why.push(said),
    });
    return await read(cloud, operation, ids, why).finally(() => login.leave());
  } catch (error) {
    return {
      ...NOTHING,
      why: error instanceof Error ? error.message : String(error),
      ...(error instanceof CredentialsRefused && { refused: error }),
    };
  } finally {
    clearTimeout(silence);
  }
}

const NOTHING: Known = { instances: new Map(), complete: false };

async function read(
  cloud: Reader,
  { service }: Operation,
  ids: readonly string[],
  why: readonly string[],
): Promise<Known> {
  const { instances: answer } = await cloud.all({ instances: listInstances(service, ids) });
  // Of those that were asked for one by one, some may have stayed unread.
  const shown = Array.isArray(answer) ? answer.filter((item) => item !== undefined) : undefined;
  if (!shown) return { ...NOTHING, why: why[0] ?? 'the list of instances was not read in time' };
  const wanted = new Set(ids.map((id) => id.toLowerCase()));
  const instances = new Map<string, Instance>();
  for (const listed of shown.map((item) => listedAs(service, item))) {
    const key = listed?.instance.id.toLowerCase() ?? '';
    if (!listed || !wanted.has(key)) continue;
    instances.set(key, (await withDetail(service, listed, cloud.all)).instance);
  }
  return { instances, complete: shown.length === (answer as unknown[]).length };
}
