import * as z from 'zod/mini';

/** A schema that reads as undefined what does not fit it. `z.catch` itself would draw all of zod's helpers into every bundle. */
export const lenient = <Inner extends z.ZodMiniType>(inner: Inner) =>
  new z.ZodMiniCatch({
    type: 'catch',
    innerType: z.optional(inner),
    catchValue: () => undefined,
  }) as z.ZodMiniCatch<z.ZodMiniOptional<Inner>>;

/** A list whose items are read one by one: one that does not fit is undefined in its place and hides none of the others. */
export const eachOf = <Inner extends z.ZodMiniType>(item: Inner) => z.array(lenient(item));
