import * as z from 'zod/mini';

const FORM = 'expected a project id of 32 letters and digits';

/** A project id: 32 letters or digits (vendor pages, contract §10). */
export const projectId = z.string(FORM).check(z.regex(/^[0-9a-zA-Z]{32}$/, FORM));
