import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Deployment } from './deployments.ts';

/** A copy of a function's bundle in a folder, to put files beside that packaging would put there. */
export function copyBundle(deployment: Deployment, folder: string): Deployment {
  const bundle = join(folder, deployment.name);
  cpSync(deployment.bundle, bundle, { recursive: true });
  cpSync(`${deployment.bundle}.meta.json`, `${bundle}.meta.json`);
  return { ...deployment, bundle };
}
