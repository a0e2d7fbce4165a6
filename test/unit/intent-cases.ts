import { catalog } from '../../functions/catalog.ts';
import { loadSettings, type Settings } from '../../shared/settings/settings.ts';
import { InvalidIntent } from '../../shared/terms/errors.ts';
import { type Intent, readIntent } from '../../shared/terms/intent.ts';
import type { Operation } from '../../shared/terms/operation.ts';
import type { Fault } from '../../shared/values/fault.ts';
import { thrownBy } from './thrown-by.ts';

/** The time at which the intents of these tests were triggered. */
export const TRIGGERED_AT = Date.parse('2026-11-21T19:11:35.678Z');

/** An environment with a region and a project, so that an intent need not name them. */
export const settings = loadSettings({ HW_REGION_NAME: 'ap-southeast-1', HW_PROJECT_ID: '0'.repeat(32) });

/** An operation by its name. */
export function operationNamed(name: string): Operation {
  const operation = catalog.find((one) => one.name === name);
  if (!operation) throw new Error(`no operation ${name}`);
  return operation;
}

/** Reads an intent as if it had just been triggered. */
export const read = (
  operation: Operation,
  intent: unknown,
  env: Settings = settings,
  more: object = {},
): Intent =>
  readIntent(
    operation,
    {
      intent,
      request_id: 'delivery-1',
      triggered_at: TRIGGERED_AT,
      ...more,
    },
    env,
  );

/** The faults of an intent; none when it is valid. */
export function faultsIn(
  operation: Operation,
  intent: unknown,
  env?: Settings,
  more?: object,
): readonly Fault[] {
  try {
    read(operation, intent, env, more);
    return [];
  } catch {
    return thrownBy(InvalidIntent, () => read(operation, intent, env, more)).faults;
  }
}

/** A well-formed instance id, another one for every number. */
export const idOf = (n: number, suffix: string): string => `${n.toString(16).padStart(32, '0')}${suffix}`;
