import { visible } from '../values/visible.ts';

/** Others' words stay on their line, and every character of them shows. */
export const oneLine = (text: string): string => visible(text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' '));
