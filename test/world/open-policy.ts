import { catalog } from '../../functions/catalog.ts';

/** A policy that lets everybody do everything, as text: for tests of something else. */
export const OPEN_POLICY: string = JSON.stringify({
  everything: {
    from: ['webhook:*', 'timer:*', 'queue:*', 'invoke:*'],
    operations: catalog.map(({ name }) => name),
    regions: ['*'],
    projects: ['*'],
  },
});
