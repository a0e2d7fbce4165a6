import { escapeJson } from './json/escape.ts';

/**
 * A text whose every character shows, but for blanks, tabs and line ends. What would steer a terminal, turn the writing round
 * or hide (`\p{Cc}`, `\p{Cf}` and Unicode's own line ends) stands as JSON escapes it, so that JSON keeps its value.
 */
export const visible = (text: string): string =>
  text.replace(/(?![\t\r\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => escapeJson(character));
