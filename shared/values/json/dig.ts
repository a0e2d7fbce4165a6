import { isPlainObject } from './plain-object.ts';

/** What stands at a path of names, `instance_info.instance_id`, in a JSON value; undefined where nothing does. */
export const dig = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, name) => (isPlainObject(inner) ? inner[name] : undefined), value);

/** The same as text; empty where there is none. */
export const digText = (value: unknown, path: string): string => {
  const found = dig(value, path);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
};
