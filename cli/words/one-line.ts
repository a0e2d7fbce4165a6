/** Others' words stay on their line and off the terminal's controls. */
export const oneLine = (text: string): string => text.replace(/\p{Cc}/gu, ' ');
