/** Fills a route such as `POST /v3/{project_id}/…`: names in braces come out of the fields, the rest is the body. */
export function fillRoute(
  route: string,
  fields: Readonly<Record<string, unknown>>,
): { method: string; path: string; body: string } {
  const [method = '', template = ''] = route.split(' ');
  const inPath = new Set<string>();
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = fields[name];
    if (typeof value !== 'string' || /^\.{0,2}$/.test(value)) throw new TypeError(`${route} needs ${name}`);
    inPath.add(name);
    return encodeURIComponent(value);
  });
  const body = Object.entries(fields).filter(([name]) => !inPath.has(name));
  return { method, path, body: JSON.stringify(Object.fromEntries(body)) };
}
