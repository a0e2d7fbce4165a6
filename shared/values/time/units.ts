/** Lengths of time in milliseconds; a day is 24 hours, whatever a zone's clocks do. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
