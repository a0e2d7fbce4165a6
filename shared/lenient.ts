import * as z from 'zod/mini';

/** A schema that reads as undefined what does not fit it. `z.catch` itself would draw all of zod's helpers into every bundle. */
export const lenient = <Inner extends z.ZodMiniType>(inner: Inner) =>
  new z.ZodMiniCatch({
    type: 'catch',
    innerType: z.optional(inner),
    catchValue: () => undefined,
  }) as z.ZodMiniCatch<z.ZodMiniOptional<Inner>>;
