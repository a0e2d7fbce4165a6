import { catalog } from '../../../functions/catalog.ts';

const operations = catalog.map(({ name }) => name);

/** The policy of the rehearsal: `POLICY`, as packaging would make it of a policy.yml. */
export const POLICY: string = JSON.stringify({
  'change desk': {
    from: ['webhook:change-desk'],
    operations,
    regions: ['ap-southeast-1'],
    projects: ['*'],
    max_targets: 40,
    approve: ['monthly/*'],
  },
  'timers and queues': {
    from: ['timer:*', 'queue:*'],
    operations,
    regions: ['ap-southeast-1'],
    projects: ['*'],
  },
  fleets: {
    from: ['fleet:*'],
    operations,
    regions: ['ap-southeast-1'],
    projects: ['*'],
  },
  people: {
    from: ['invoke:*'],
    operations,
    regions: ['ap-southeast-1'],
    projects: ['*'],
  },
});
