import * as z from 'zod/mini';

const FORM = 'expected a region id such as ap-southeast-1';

/** A region id of any cloud, such as `ap-southeast-1` or `eu-de`. */
export const regionId = z.string(FORM).check(z.regex(/^[a-z0-9-]{3,40}$/, FORM));
