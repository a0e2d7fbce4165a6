import type { Adapter } from './channel.ts';
import { dingtalk } from './dingtalk.ts';
import { feishu } from './feishu.ts';
import { slack } from './slack.ts';
import { teams } from './teams.ts';
import { webhook } from './webhook.ts';
import { wecom } from './wecom.ts';

/** Every kind of channel, under the name that the secret has for it. */
export const ADAPTERS: Readonly<Record<string, Adapter>> = { feishu, dingtalk, wecom, slack, teams, webhook };
