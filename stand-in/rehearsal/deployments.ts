import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);

/** A function as it would be deployed: its settings in `serverless.yml` and its own `function.yml`, read back. */
export interface Deployment {
  readonly name: string;
  /** The folder of the built bundle. */
  readonly bundle: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** Present when a queue feeds it. */
  readonly queue?: { readonly batchSize: number; readonly maximumConcurrency: number };
  /** Present when the HTTP API feeds it, as in `POST /webhooks/{operation}`. */
  readonly route?: string;
}

/** Every function that has a `function.yml`, by name, with its bundle in `dist`. */
export async function readDeployments(
  dist: string = fileURLToPath(new URL('dist', root)),
): Promise<Deployment[]> {
  const defaults = await readFile(new URL('serverless.yml', root), 'utf8');
  const files = await readdir(new URL('functions/', root), { recursive: true });
  const names = files.flatMap((file) => /^([^/\\]+)[/\\]function\.yml$/.exec(file)?.[1] ?? []).sort();
  return Promise.all(
    names.map(async (name) => {
      const own = await readFile(new URL(`functions/${name}/function.yml`, root), 'utf8');
      const setting = (key: string) => Number(numberOf(own, key) ?? numberOf(defaults, key));
      const route = /^ +- httpApi: (.+)$/m.exec(own)?.[1];
      return {
        name,
        bundle: join(dist, name),
        timeoutMs: setting('timeout') * 1000,
        memoryMb: setting('memorySize'),
        ...(/^ +- sqs:/m.test(own) && {
          queue: { batchSize: setting('batchSize'), maximumConcurrency: setting('maximumConcurrency') },
        }),
        ...(route && { route }),
      };
    }),
  );
}

const numberOf = (yaml: string, key: string) => new RegExp(`^ *${key}: (\\d+)$`, 'm').exec(yaml)?.[1];
