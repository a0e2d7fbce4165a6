/** The three ways an intent comes in. */
export const triggers = ['timer', 'queue', 'webhook'] as const;
export type Way = (typeof triggers)[number];
