/** Reads JSON; undefined for anything else, such as a gateway's HTML page. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
