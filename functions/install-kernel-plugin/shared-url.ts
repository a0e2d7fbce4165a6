// A region's id has a hyphen in every cloud, and a number not in all of them (`eu-de`).
const BUCKET = /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\.obs(?:\.[a-z]{2,}(?:-[a-z0-9]+)+)?$/;
const CLOUDS = ['myhuaweicloud.com', 'myhuaweicloud.eu'];
// A control character, a space or a backslash would be read differently by the next parser in line.
const HTTPS_URL = /^https:\/\/([^/?#]+)[\x21-\x5b\x5d-\x7e]*$/;

/**
 * The bucket of an https URL on `<bucket>.obs.<region>.<cloud>` of the vendor or of this cloud, or without a region as in the
 * vendor's SDK; the host spelled out, without user info, at most with the `:443` that the OBS console writes (page "Accessing
 * OBS Using a Temporary URL"). Undefined for any other text.
 */
export function bucketOf(text: string, cloud?: string): string | undefined {
  const spelled = HTTPS_URL.exec(text)?.[1]?.replace(/:443$/, '');
  if (spelled === undefined || !URL.canParse(text) || new URL(text).host !== spelled) return undefined;
  const at = [...CLOUDS, cloud].find((one) => one && spelled.endsWith(`.${one}`));
  return at && BUCKET.exec(spelled.slice(0, -at.length - 1))?.[1];
}

/** What is wrong with a URL in any cloud, and first of all which character has to be percent-encoded. */
export function faultInForm(text: string): string | undefined {
  const [, authority = '', rest = ''] = /^https:\/\/([^/?#]+)(.*)$/s.exec(text) ?? [];
  const strange = /[^\x21-\x5b\x5d-\x7e]/u.exec(rest)?.[0];
  if (!authority) return `expected a URL that begins with https://, ${FORM}`;
  if (authority.includes('@')) return `expected no user in the URL, ${FORM}`;
  if (strange?.isWellFormed()) {
    return `expected ${JSON.stringify(strange)} percent-encoded in the URL, as ${percentEncoded(strange)}`;
  }
  return /:(?!443$)/.test(authority) ? `expected no port other than 443 in the URL, ${FORM}` : undefined;
}

/** What is wrong with the host of a URL that names no bucket, where `cloud` is asked beside the vendor's own. */
export function faultInHost(text: string, cloud?: string): string | undefined {
  if (bucketOf(text, cloud) !== undefined) return undefined;
  return /^https:\/\/obs\./.test(text)
    ? `expected the bucket before the OBS host, ${FORM}`
    : `expected an OBS host, ${FORM}`;
}

const FORM = 'as in https://<bucket>.obs.<region>.<cloud>/…';

const percentEncoded = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

const COMPACT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/**
 * When a shared URL stops working, epoch ms, the earliest if it says several: `Expires` in epoch seconds (OBS), or
 * `X-Amz-Expires` seconds after `X-Amz-Date` (S3; that OBS takes this form is inferred). Undefined when it does not say.
 */
export function expiryOf(text: string): number | undefined {
  if (!URL.canParse(text)) return undefined;
  const parameters = [...new URL(text).searchParams];
  const valuesOf = (name: string) =>
    parameters.flatMap(([one, value]) => (one.toLowerCase() === name ? [value] : []));
  const starts = valuesOf('x-amz-date').map((date) =>
    Date.parse(date.replace(COMPACT, '$1-$2-$3T$4:$5:$6Z')),
  );
  const times = [
    ...valuesOf('expires').map((seconds) => Number(seconds) * 1000),
    ...starts.flatMap((start) => valuesOf('x-amz-expires').map((seconds) => start + Number(seconds) * 1000)),
  ].filter(Number.isFinite);
  return times.length > 0 ? Math.min(...times) : undefined;
}
