import type { PackageOptions } from './package-options.ts';
import { succeeds } from './terminal/run-command.ts';

/** What osls is told of the place to deploy to. */
export const placeOf = ({ stage, region }: PackageOptions): string[] => [
  '--stage',
  stage,
  ...(region ? ['--region', region] : []),
];

/** Builds the functions; whether that went well. */
export const buildFunctions = (): Promise<boolean> => succeeds(process.execPath, ['build.mjs']);

/**
 * Packages what was built for a stage that was checked before, its ledger `guarded` against deletion or not yet; whether
 * that went well.
 */
export const packageStage = (options: PackageOptions, { guarded = true } = {}): Promise<boolean> =>
  succeeds('osls', ['package', ...placeOf(options), ...(guarded ? [] : ['--param=ledger-guard=off'])]);
