import { exactFields, textField } from './fields.ts';

/** The body of a call for a backup, which may leave the description out unless it is `needed`. */
export function backupFields(
  body: unknown,
  needed: readonly string[],
): { instance_id: string; name: string; description: string } {
  const described = typeof body === 'object' && body !== null && 'description' in body;
  const fields = exactFields(body, described ? [...new Set([...needed, 'description'])] : needed);
  return {
    instance_id: needed.includes('instance_id') ? textField(fields, 'instance_id', /^[0-9a-zA-Z]+$/) : '',
    name: textField(fields, 'name'),
    description: described ? textField(fields, 'description') : '',
  };
}
