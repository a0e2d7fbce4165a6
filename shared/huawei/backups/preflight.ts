import type { Read } from '../../terms/lookup.ts';
import { findings, type Preflight } from '../../terms/preflight.ts';
import { checkAtRest, listInstances } from '../instances.ts';
import type { ServiceName } from '../services/services.ts';
import { findBackup } from './list.ts';
import type { BackupRequest } from './request.ts';

/** The instance is at rest, and no backup of that name is there but a completed one, which is for the state to tell. */
export const backupPreflight = (
  service: ServiceName,
  reads: (request: BackupRequest) => Read,
): Preflight<BackupRequest> => ({
  reads: (request) => ({
    instances: listInstances(service, [request.instance_id]),
    backups: reads(request),
  }),
  check: (answers, request) => {
    const found = findBackup(answers, request);
    return findings(
      checkAtRest(service, answers, request.instance_id),
      found === 'unread'
        ? { unchecked: 'backups' }
        : found !== 'absent' && found.status?.toUpperCase() !== 'COMPLETED'
          ? {
              reason: `there is a backup ${request.name}, which is ${found.status ?? 'in no status'}`,
              hint: 'ask for another name, or for none',
            }
          : undefined,
    );
  },
});
