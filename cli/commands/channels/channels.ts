import { randomUUID } from 'node:crypto';
import type { Channel, Message } from '../../../shared/telling/channels/channel.ts';
import { deliver } from '../../../shared/telling/channels/deliver.ts';
import { type Channels, readChannels } from '../../../shared/telling/channels/read-channels.ts';
import { BadUsage, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { ofStage, tableOutput } from '../../reads.ts';
import { confirm } from '../../terminal/confirm.ts';
import { person } from '../../terminal/person.ts';
import { alignedText, csvText, markdownText } from '../../words/table-text.ts';

const reads =
  'CHANNELS_SECRET, or CHANNELS outside a stage; AWS_REGION and AWS credentials that may read the secret.';

export const listChannels = defineCommand({
  name: 'channels',
  says: 'Lists the channels that fleets may tell people by: names and kinds, never a URL. Sends nothing.',
  options: { output: tableOutput, ...ofStage },
  reads,
  exits: { 0: 'done', 64: 'bad usage', 69: 'configuration or secret' },
  async run({ output = 'text', ...of }, { terminal, readSettings }) {
    const channels = await readChannels(await readSettings(of));
    const rows = [...channels.values()].map(({ name, kind, secret }) => ({
      name,
      kind,
      signed: secret === undefined ? 'no' : 'yes',
    }));
    const record = [['name', 'kind', 'signed'], ...rows.map((row) => Object.values(row))];
    if (output === 'json') terminal.print(`${JSON.stringify({ channels: rows }, null, 2)}\n`);
    else if (output === 'csv') terminal.print(csvText(record));
    else if (output === 'md') terminal.print(markdownText(record));
    else if (rows.length > 0) terminal.print(alignedText(record, terminal.width));
    terminal.say(rows.length === 0 ? 'no channels: people are told by mail alone\n' : '');
    return EXIT.done;
  },
});

export const testChannel = defineCommand({
  name: 'channels test',
  says: 'Sends one message to a channel after it has asked, and says whether the channel took it: most robots refuse with a status of 200.',
  words: { channel: { takes: '<name>', says: 'as the secret has it' } },
  options: {
    yes: { says: 'do not ask for confirmation; needed where no terminal is on the standard input' },
    ...ofStage,
  },
  reads,
  exits: {
    0: 'the channel took it',
    1: 'the channel did not take it',
    64: 'bad usage, no such channel or not confirmed',
    69: 'configuration or secret',
  },
  async run({ channel: name, yes, ...of }, { terminal, readSettings }) {
    const settings = await readSettings(of);
    const channel = called(name, await readChannels(settings));
    if (!yes) await confirm(terminal, { to: `send one message to ${name} (${channel.kind})` });
    const now = Date.now();
    const taken = await deliver(channel, trial(settings.STAGE, now), now);
    if (taken === true) terminal.print(`${name} took it\n`);
    else terminal.print(`${name} did not take it: ${taken}\n`);
    return taken === true ? EXIT.done : EXIT.refused;
  },
});

/** Throws `BadUsage`. */
function called(name: string, channels: Channels): Channel {
  const channel = channels.get(name);
  if (channel) return channel;
  const names = [...channels.keys()].join(', ');
  throw new BadUsage(`there is no channel ${name}; there are ${names || 'none'}`);
}

/** What is sent for a trial. */
function trial(stage: string, now: number): Message {
  const at = new Date(now).toISOString();
  const title = 'Trial of a channel';
  const sentence = `A trial of this channel by ${person()} for the stage ${stage}. Nothing is wrong, and nothing is to be done.`;
  const event_id = `test/${randomUUID()}`;
  return {
    id: event_id,
    title,
    text: sentence,
    event: { type: title, timestamp: at, data: { version: 1, event_id, at, sentence } },
  };
}
