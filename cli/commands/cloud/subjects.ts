import { catalog } from '../../../functions/catalog.ts';
import type { Subject } from '../../../shared/doctor/check.ts';
import type { Inspection } from '../../../shared/terms/inspection.ts';

/** Every operation with what a look at the real cloud needs to know of it. */
export const readSubjects = (): Promise<Subject[]> =>
  Promise.all(
    catalog.map(async (operation) => {
      const { inspection } = (await import(`../../../functions/${operation.name}/doctor.ts`)) as {
        inspection: Inspection;
      };
      return { operation, inspection };
    }),
  );

/** The queues beyond those of the operations. */
export const OTHER_QUEUES = ['decide-rollouts', 'follow-job', 'tell-chat', 'tell-desk'];
