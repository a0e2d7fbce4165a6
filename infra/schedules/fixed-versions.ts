import type { Operation } from '../../shared/terms/operation.ts';
import type { Schedule } from './check-schedule.ts';

/**
 * What is worth a warning where a schedule repeats and its intent fixes what is installed, or what it expects to find: from the second
 * run on it can only find the one there, or the other gone. Undefined when nothing is.
 */
export function fixedVersions(schedule: Schedule, catalog: readonly Operation[]): string | undefined {
  if (!schedule.enabled || schedule.when.startsWith('at(')) return undefined;
  const { pins = [] } = catalog.find(({ name }) => name === schedule.operation) ?? {};
  const fixed = [...pins, 'expects'].filter((field) => schedule.intent[field] !== undefined);
  return fixed.length === 0
    ? undefined
    : `it repeats with the same ${fixed.join(' and ')}: from the second run on it changes nothing`;
}
