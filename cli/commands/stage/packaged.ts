import { readFileSync } from 'node:fs';
import type { Template } from '../../words/resource-list.ts';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../.serverless/${name}.json`, import.meta.url), 'utf8'));

/** What osls packaged last: the template that would be deployed, and the region of AWS that it would go to. */
export function packaged(): { readonly template: Template; readonly region: string } {
  const { service } = read('serverless-state') as { service: { provider: { region: string } } };
  return {
    template: read('cloudformation-template-update-stack') as Template,
    region: service.provider.region,
  };
}
