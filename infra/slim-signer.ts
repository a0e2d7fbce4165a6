import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Bundles the vendor's signer without lodash, moment and node:url, of which it calls one function each: 137 KB to load
 * for nothing. `test/contract/slim-signer.test.ts` compares it with the original.
 */
export const slimSigner: Plugin = {
  name: 'slim-signer',
  setup({ onResolve }) {
    onResolve({ filter: /^(lodash|moment|url)$/ }, ({ path, importer }) =>
      importer.includes('huaweicloud-sdk-core')
        ? { path: resolve(import.meta.dirname, `../shared/huawei/signer/${path}.ts`) }
        : undefined,
    );
  },
};
