const FORMATTED = /^\d{8}T\d{6}Z$/;

/**
 * What the vendor's signer asks of moment: `moment(date).utcOffset(0).format('YYYYMMDDTHHmmss')`, now or of a date written
 * like that. Throws `TypeError` for any other date.
 */
export default function moment(date = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')) {
  if (!FORMATTED.test(date)) throw new TypeError(`expected a date such as 20191115T033655Z, got ${date}`);
  return { utcOffset: () => ({ format: () => date.slice(0, -1) }) };
}
