import { short } from '../../terms/outcome.ts';
import { cutText } from '../../values/cut-text.ts';
import { parseJson } from '../../values/json/parse-json.ts';
import { isPlainObject } from '../../values/json/plain-object.ts';
import type { ChannelReply, ChannelRequest, Message } from './channel.ts';

/** A message as one text of at most so many bytes of UTF-8, its title on the first line; `spelled` writes it so that the channel reads it as text alone. */
export function wordsOf({ title, text }: Message, most: number, spelled = (one: string) => one): string {
  const lines = [title, text].map((one) => spelled(oneLine(one)));
  return cutText(lines.join('\n'), most);
}

/** Without what steers, hides or turns round, and without line ends, so that no name looks like a line of ours. */
export const oneLine = (text: string): string =>
  text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');

/** What would name people or be a tag, in characters that look alike and do neither. */
export const tame = (text: string): string => text.replaceAll('<', '＜').replaceAll('@', '＠');

/** A request with a JSON body. */
export const jsonTo = (url: string, body: object): ChannelRequest => ({
  url,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
});

/** Accepted where a field of the JSON that came back is 0. */
export function zeroIn(reply: ChannelReply, field: string, words: string): true | string {
  const said = parseJson(reply.body);
  if (!isPlainObject(said) || said[field] === undefined) return whyNot(reply);
  if (said[field] === 0 && reply.status === 200) return true;
  return short(`${field} ${said[field]}: ${said[words] ?? 'no reason given'}`);
}

/** What came back, in words. */
export const whyNot = ({ status, body }: ChannelReply): string =>
  short(`HTTP ${status}: ${oneLine(body) || 'no body'}`);
