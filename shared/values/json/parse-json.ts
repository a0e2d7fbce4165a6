/** Reads JSON, with or without a byte order mark; undefined for anything else, such as a gateway's HTML page. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body.replace(/^\uFEFF/, '')) as unknown;
  } catch {
    return undefined;
  }
}
