import { onQueue } from '../../shared/platform/platform.ts';
import { withSettings } from '../../shared/settings/with-settings.ts';
import { tellChat } from '../../shared/telling/chat/tell-chat.ts';

/** Messages to chats on AWS Lambda, bound to the queue that a rule of the bus fills. */
export const handler = onQueue(withSettings(tellChat));
