import * as z from 'zod/mini';

/** A project id: 32 letters or digits (vendor pages, contract §10). */
export const projectId = z
  .string()
  .check(z.regex(/^[0-9a-zA-Z]{32}$/, 'expected a project id of 32 letters and digits'));
