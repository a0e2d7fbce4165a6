/** Where the next page begins, in the platform's own form. */
export type Page = Readonly<Record<string, object>>;
