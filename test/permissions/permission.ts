import { referencesIn } from '../infra/template.ts';

/** One permission as a line to compare: a role (by its logical id) or a service, an action of IAM's, a resource. */
export const may = (who: string, action: string, on: unknown): string =>
  `${who} may ${action} on ${typeof on === 'string' ? on : named(on)}`;

/** The logical id that a resource's ARN or id refers to, with what stands behind it: `Ledger/index/due`. */
function named(resource: unknown): string {
  const { 'Fn::Sub': text } = resource as { 'Fn::Sub'?: string };
  if (text !== undefined) return text.replace(/^\$\{(\w+)\.Arn\}/, '$1');
  const [id, ...others] = referencesIn(resource);
  return id && others.length === 0 ? id : JSON.stringify(resource);
}
