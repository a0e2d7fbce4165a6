import { transformSync } from 'esbuild';

/** Jest transform: TypeScript to ESM by the same compiler that builds the bundles. */
export default {
  canInstrument: false,
  process(source, filename) {
    return transformSync(source, {
      loader: 'ts',
      format: 'esm',
      target: 'node24',
      sourcefile: filename,
      sourcemap: 'inline',
    });
  },
};
