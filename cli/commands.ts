import type { Command } from './command.ts';
import { panic } from './commands/pauses/panic.ts';
import { pause } from './commands/pauses/pause.ts';
import { resume } from './commands/pauses/resume.ts';

/** Every command, in the order of its help. */
export const commands: readonly Command[] = [pause, resume, panic];
