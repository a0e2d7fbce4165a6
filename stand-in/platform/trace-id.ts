/** A root trace id in X-Ray's form, `1-<seconds in hex>-<24 hex digits>`. */
export function traceId(time: number): string {
  return `1-${Math.floor(time / 1000).toString(16)}-${crypto.randomUUID().replaceAll('-', '').slice(0, 24)}`;
}
