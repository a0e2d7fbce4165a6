import { jest } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { Webhook } from 'standardwebhooks';
import { keepOutput } from '../../stand-in/secrets/kept.ts';

/** A function behind the HTTP API. */
type Handler = (event: never, context: Context) => Promise<{ statusCode: number; body: string }>;

/** What a call was answered, and its one log line. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly body: Record<string, unknown>;
  readonly line: Record<string, unknown>;
}

/** What of a signed call a test may want otherwise than a right sender has it. */
export interface Signed {
  readonly secret: string;
  readonly id?: string;
  /** Epoch ms. */
  readonly at?: number;
}

/** The headers of somebody who signs this content. */
export function signedHeaders(content: string, { secret, id = 'msg_1', at = Date.now() }: Signed) {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, new Date(at), content),
  };
}

/** Calls a function as the gateway does, which decodes what it finds in the path. */
export async function call(handler: Handler, event: object): Promise<Answer> {
  const lines: string[] = [];
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  try {
    const context = { awsRequestId: 'run', getRemainingTimeInMillis: () => 15_000 } as unknown as Context;
    const { statusCode: status, body: text } = await handler(event as never, context);
    keepOutput('log lines', ...lines);
    keepOutput('what a function returned', text);
    if (lines.length !== 1) throw new Error(`expected one line, got ${lines.length}`);
    return { status, text, body: JSON.parse(text), line: JSON.parse(lines[0] ?? '') };
  } finally {
    spy.mockRestore();
  }
}
