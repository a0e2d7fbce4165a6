import * as z from 'zod/mini';

/** A text in which `faultIn` finds nothing wrong; what it finds is the fault's message. Its time grows with the text as `faultIn`'s does. */
export const soundText = (faultIn: (text: string) => string | undefined, notText?: string) =>
  z
    .string(notText)
    .check(z.refine((text) => faultIn(text) === undefined, { error: ({ input }) => faultIn(String(input)) }));
