import type { Fleet, Fleets } from '../../shared/fleet/fleet.ts';
import { faultsInOwnWords, faultsOf } from '../../shared/terms/faults.ts';
import type { Fault } from '../../shared/values/fault.ts';
import { Undeployable } from '../undeployable.ts';
import { readEntries } from '../yaml/entries.ts';
import { name as fleetName } from '../yaml/forms.ts';
import type { SourceFile } from '../yaml/yaml-file.ts';
import { checks, type Facts } from './checks.ts';
import { fleetSchema } from './fleet-schema.ts';

/**
 * Reads and checks all fleets of a stage; a later file stands over an earlier one, field by field. Throws `Undeployable`, one
 * line a fault, `file:line: entry: field: what was expected, what came`.
 */
export function compileFleets(files: readonly SourceFile[], facts: Facts): Fleets {
  const { entries, faults } = readEntries(files, 'fleet');
  const checked = entries.map((written) => ({
    written,
    result: checkFleet(written.name, written.fields, facts),
  }));
  const wrong = checked.flatMap(({ written, result }) =>
    'faults' in result ? result.faults.map(written.told) : [],
  );
  if (faults.length + wrong.length > 0) throw new Undeployable('fleets', [...faults, ...wrong]);
  return Object.fromEntries(
    checked.flatMap(({ written, result }) => ('fleet' in result ? [[written.name, result.fleet]] : [])),
  );
}

function checkFleet(
  name: string,
  fields: object,
  facts: Facts,
): { fleet: Fleet } | { faults: readonly Fault[] } {
  const named = fleetName.safeParse(name, { reportInput: true });
  const read = fleetSchema(facts.operations).safeParse(fields, { reportInput: true });
  const faults = [
    ...(named.success ? [] : faultsOf(named.error)),
    ...(read.success ? checks.flatMap((check) => check(read.data, facts)) : faultsInOwnWords(read.error)),
  ];
  return read.success && faults.length === 0 ? { fleet: read.data } : { faults };
}
