import { classify } from '../../../shared/huawei/error-book.ts';
import type { Operation } from '../../../shared/terms/operation.ts';
import type { Report } from '../../../shared/terms/report.ts';

/** Why no further call may follow this one, if so: it is unknown, or the next would be refused for the same reason. */
export function stopReason({ service }: Operation, { status, outcomes }: Report): string | undefined {
  if (status === 'unknown') return 'came back unknown';
  if (status === 'failed') return 'could not be sent';
  const forAll = outcomes.every(
    ({ verdict, code }) =>
      verdict === 'rejected' && code && classify(service, undefined, code).kind === 'stop_run',
  );
  return forAll ? 'was refused for a reason that holds for every target' : undefined;
}
