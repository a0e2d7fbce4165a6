import { quoted } from '../../../shared/values/shell.ts';

/** Where the triggers are. */
interface Ways {
  readonly queues: { readonly endpoint: string; url(name: string): string };
  readonly invokeUrl: string;
  readonly webhookUrl: string;
  readonly secret: string;
}

const OPERATION = 'patch-databases';

/** A command for each way in, which has one of these instances patched under the `request_id` of that way. */
export function triggerCommands(
  { queues, invokeUrl, webhookUrl, secret }: Ways,
  [first, second, third]: readonly string[],
): string[] {
  const intent = (request_id: string, id = '') => JSON.stringify({ request_id, instance_ids: [id] });
  return [
    sqsMessage(queues, intent('by-queue', first)),
    `curl -sS -d ${quoted(intent('by-timer', second))} ${invokeUrl}/2015-03-31/functions/${OPERATION}/invocations`,
    webhook(`${webhookUrl}/webhooks/${OPERATION}`, secret, intent('by-webhook', third)),
  ];
}

function sqsMessage({ endpoint, url }: Ways['queues'], MessageBody: string): string {
  const body = JSON.stringify({ QueueUrl: url(OPERATION), MessageBody });
  const headers = ['content-type: application/x-amz-json-1.0', 'x-amz-target: AmazonSQS.SendMessage'];
  return `curl -sS -w '\\n' ${headers.map((header) => `-H '${header}'`).join(' ')} -d ${quoted(body)} ${endpoint}`;
}

// In one line, for any shell, and CommonJS, since the text of -e is.
function webhook(url: string, secret: string, body: string): string {
  const program = [
    'const { Webhook } = require("standardwebhooks")',
    `const body = JSON.stringify(${body}), id = "by-webhook", now = new Date()`,
    `const signature = new Webhook("${secret}").sign(id, now, body)`,
    'const headers = { "content-type": "application/json", "webhook-id": id, "webhook-timestamp": String(Math.floor(now / 1000)), "webhook-signature": signature }',
    `fetch("${url}", { method: "POST", body, headers }).then(async (reply) => console.log(reply.status, await reply.text()))`,
  ];
  return `node -e ${quoted(program.join('; '))}`;
}
