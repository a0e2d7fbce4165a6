import type { PackageOptions } from './package-options.ts';
import { succeeds } from './run-command.ts';

/** What osls is told of the place to deploy to. */
export const placeOf = ({ stage, region }: PackageOptions): string[] => [
  '--stage',
  stage,
  ...(region ? ['--region', region] : []),
];

/**
 * Builds the functions and packages a stage that was checked before, its ledger `guarded` against deletion or not yet;
 * whether both went well.
 */
export const packageStage = async (options: PackageOptions, { guarded = true } = {}): Promise<boolean> =>
  (await succeeds(process.execPath, ['build.mjs'])) &&
  succeeds('osls', ['package', ...placeOf(options), ...(guarded ? [] : ['--param=ledger-guard=off'])]);
