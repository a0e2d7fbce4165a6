import { parameterError } from './refusal.ts';

/** The body as an object with exactly these fields; refuses a missing or unknown one by name [I]. */
export const exactFields = (body: unknown, names: readonly string[]): Record<string, unknown> => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw parameterError('the request body must be an object.');
  }
  const fields: Record<string, unknown> = { ...body };
  for (const name of names) {
    if (fields[name] === undefined || fields[name] === null) throw parameterError(`${name} is required.`);
  }
  for (const name of Object.keys(fields)) {
    if (!names.includes(name)) throw parameterError(`unknown parameter ${name}.`);
  }
  return fields;
};

/** The named field as a non-empty string that fits the pattern. */
export const textField = (fields: Record<string, unknown>, name: string, pattern = /^.+$/s): string => {
  const value = fields[name];
  if (typeof value !== 'string' || !pattern.test(value)) throw parameterError(`${name} is invalid.`);
  return value;
};

/** The named field as a list of 1 to `max` instance ids. */
export const idsField = (fields: Record<string, unknown>, name: string, max: number): string[] => {
  const value = fields[name];
  if (!Array.isArray(value) || value.length < 1 || value.length > max)
    throw parameterError(`${name} is invalid.`);
  if (!value.every((id): id is string => typeof id === 'string' && /^[0-9a-zA-Z]+$/.test(id))) {
    throw parameterError(`${name} is invalid.`);
  }
  if (new Set(value).size < value.length) throw parameterError(`${name} has duplicates.`); // [I]
  return value;
};
