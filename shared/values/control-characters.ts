/**
 * Unicode's control characters (`\p{Cc}`, which by Unicode's stability policy never changes), as they stand in a class of a pattern. A
 * pattern with `\p{…}` costs every start some tenths of a millisecond, since V8 asks Unicode's tables each time that it meets one.
 */
export const CONTROL = String.raw`\u0000-\u001f\u007f-\u009f`;
