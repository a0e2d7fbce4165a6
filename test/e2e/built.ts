import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const PARTS = [
  'package.json',
  '.npmrc',
  'serverless.yml',
  'build.mjs',
  'cli',
  'functions',
  'shared',
  'infra',
];

/**
 * The product in a folder of its own, so that building it there disturbs nobody who uses `dist/`; without the policy and the
 * schedules of whoever runs this.
 */
export interface Built {
  readonly folder: string;
  /** The folder of a function's bundle. */
  bundle(name: string): string;
  remove(): void;
}

/** What is done otherwise than as shipped: `change` works on the copy before the script runs there with `args`. */
interface Otherwise {
  readonly args?: readonly string[];
  readonly change?: (folder: string) => void;
}

/** Copies the product and runs one of its npm scripts there, without network; `environment` is all it sees of ours. */
export async function built(
  script: 'build' | 'package',
  environment: Record<string, string> = {},
  { args = [], change }: Otherwise = {},
): Promise<Built> {
  const folder = mkdtempSync(join(tmpdir(), 'db-upkeep-'));
  for (const part of PARTS) {
    if (existsSync(join(root, part))) cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  change?.(folder);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    await promisify(execFile)('npm', ['run', '--silent', script, '--', ...args], {
      cwd: folder,
      env: {
        PATH: [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
        HOME: folder,
        npm_config_offline: 'true',
        npm_config_update_notifier: 'false',
        ...environment,
      },
    });
  } catch (cause) {
    const { code, stdout, stderr } = cause as { code: number; stdout: string; stderr: string };
    // It is packaged all the same, and most of what is looked at needs no place to be deployed to.
    const isPackaged = code === 64 && /^NOT DEPLOYABLE /m.test(stderr);
    if (isPackaged) return packagedIn(folder, remove);
    remove();
    throw new Error(`npm run ${script} failed:\n${stdout}\n${stderr}`, { cause });
  }
  return packagedIn(folder, remove);
}

const packagedIn = (folder: string, remove: () => void): Built => ({
  folder,
  bundle: (name) => join(folder, 'dist', name),
  remove,
});
