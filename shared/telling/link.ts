import { redact } from '../values/redact.ts';

/** A detail with its secrets masked, but for its link: that is ours, and made of what was masked before. */
export const masked = <Detail extends { readonly link?: string }>(detail: Detail): Detail => ({
  ...redact(detail),
  ...(detail.link !== undefined && { link: detail.link }),
});

/** What of an event's detail says which page shows it. */
interface Shown {
  readonly rollout?: unknown;
  readonly request_id?: unknown;
  readonly operation?: unknown;
  readonly project_id?: unknown;
  readonly fleets?: unknown;
}

/** The address of the page that shows what an event tells of; it asks whoever opens it to log in, and holds nothing secret. */
export const linkTo = (host: string, detail: Shown): string => `https://${host}${pageOf(detail)}`;

/** The page of a rollout, of a request, or of how current fleets are; for all else the one of what needs somebody. */
function pageOf({ rollout, request_id, operation, project_id, fleets }: Shown): string {
  if (typeof rollout === 'string') return `/rollouts/${encodeURIComponent(rollout)}`;
  if (typeof request_id === 'string') {
    const query = { id: request_id, operation: String(operation), project: String(project_id) };
    return `/request?${new URLSearchParams(query)}`;
  }
  return fleets === undefined ? '/' : '/compliance';
}
