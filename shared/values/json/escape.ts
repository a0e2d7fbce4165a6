/** Characters as JSON may spell them inside a string: `\u202e`, two of these where one needs two. */
export const escapeJson = (characters: string): string =>
  characters.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
