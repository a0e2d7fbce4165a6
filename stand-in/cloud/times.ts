const VENDOR_FORM = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)([+-])(\d\d)(\d\d)$/;

/** Reads the family's `yyyy-mm-ddThh:mm:ss+hhmm` (contract §3, §11); undefined for any other text. */
export const parseVendorTime = (text: string): number | undefined => {
  const parts = VENDOR_FORM.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second, sign, offsetHours, offsetMinutes] = parts;
  const ms = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}${sign}${offsetHours}:${offsetMinutes}`,
  );
  return Number.isNaN(ms) ? undefined : ms;
};

/** Reads a query's time: the vendor's form, a literal `Z`, or epoch milliseconds (contract §3, §7.1, §11). */
export const parseQueryTime = (text: string): number | undefined => {
  if (/^\d{12,}$/.test(text)) return Number(text);
  // A `+` that was not percent-encoded may have become a blank on the way.
  const repaired = text.replace(' ', '+');
  return parseVendorTime(repaired.replace(/Z$/, '+0000'));
};

const iso = (ms: number) => new Date(ms).toISOString();

/** `2021-07-12T09:22:04+0000`, the form of job times (contract §11). */
export const vendorTime = (ms: number): string => `${iso(ms).slice(0, 19)}+0000`;

/** `2019-01-17T07:05:52`, the form of GeminiDB's instance list (contract §7.2). */
export const zonelessTime = (ms: number): string => iso(ms).slice(0, 19);

/** `2021-01-15 01:46:40 UTC`, the form of GaussDB's instance list (contract §7.2). */
export const spacedTime = (ms: number): string => `${iso(ms).slice(0, 19).replace('T', ' ')} UTC`;

/** `2020-01-04T09:05:22.701000Z`, IAM's form with microseconds (contract §6.1). */
export const iamTime = (ms: number): string => `${iso(ms).slice(0, 23)}000Z`;

/** Reads the signature's `YYYYMMDDTHHMMSSZ` (contract §6.3); undefined for any other text. */
export const parseSdkDate = (text: string): number | undefined => {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(ms) ? undefined : ms;
};
