import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of tiny bundles for the platform's own tests: writes sources as `<name>/index.mjs`. */
export function temporaryBundles() {
  const folder = mkdtempSync(join(tmpdir(), 'platform-'));
  return {
    /** Writes a bundle and returns its path. */
    write(name: string, source: string): string {
      const bundle = join(folder, name);
      mkdirSync(bundle, { recursive: true });
      writeFileSync(join(bundle, 'index.mjs'), source);
      return bundle;
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
