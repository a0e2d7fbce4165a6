import { execFileSync } from 'node:child_process';

/** Builds the functions into `dist/`; what that says goes to the standard error. Throws when it fails. */
export const buildFunctions = (): void =>
  void execFileSync(process.execPath, ['build.mjs'], { stdio: ['ignore', 2, 2] });
