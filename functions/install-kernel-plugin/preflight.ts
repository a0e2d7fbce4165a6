import type * as z from 'zod/mini';
import { checkAtRest, listInstances } from '../../shared/huawei/instances.ts';
import { findings, type Preflight } from '../../shared/terms/preflight.ts';
import type { request } from './schema.ts';
import { state } from './state.ts';

/**
 * The instance is in a normal state, and the plug-in not there yet. The vendor takes a second install, but nothing would
 * show whether it changed anything.
 */
export const preflight: Preflight<z.infer<typeof request>> = {
  reads: ({ instance_id }) => ({ instances: listInstances('gaussdb', [instance_id]) }),
  check: (answers, asked, target) => {
    const installed = state.read(answers, asked, target);
    return findings(
      checkAtRest('gaussdb', answers, target),
      !installed
        ? { unchecked: 'installed plug-ins' }
        : installed.promised
          ? {
              reason: `${installed.shows} is installed already`,
              hint: 'to install another package over it, send it by hand, with PREFLIGHT=off for that one command',
            }
          : undefined,
    );
  },
};
