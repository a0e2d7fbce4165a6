import { arnOf } from './names.ts';

const secret = (stage: string, name: string, Description: string) => ({
  Type: 'AWS::SecretsManager::Secret',
  Properties: { Name: `db-upkeep/${stage}/${name}`, Description, KmsKeyId: arnOf('Key') },
});

/** The secrets, made empty: `npx --no-install db-upkeep secrets set` fills them, and no template ever holds them. */
export const secretResources = (stage: string): Record<string, object> => ({
  CredentialsSecret: secret(stage, 'credentials', 'HW_… credentials of the cloud, JSON'),
  ChannelsSecret: secret(stage, 'channels', 'Channels that people are told by: kinds, URLs, secrets, JSON'),
  WebhookSendersSecret: secret(stage, 'webhook-senders', 'Webhook senders and their secrets, JSON'),
});
