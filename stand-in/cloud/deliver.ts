import type { ServerResponse } from 'node:http';
import type { Plan } from './fault-plan.ts';
import type { Reply } from './reply.ts';

/** Puts a reply on the wire, or as much of it as the plan lets through. Says whether a status was sent. */
export const deliver = (res: ServerResponse, reply: Reply, requestId: string, plan?: Plan): boolean => {
  const { socket } = res;
  if (!socket || socket.destroyed) return false;
  if (plan?.cut === 'before' || plan?.cut === 'after') {
    socket.resetAndDestroy();
    return false;
  }
  if (plan?.cut === 'mid-headers') {
    socket.write(`HTTP/1.1 ${reply.status} Fine\r\nContent-Ty`, () => socket.destroy());
    return false;
  }
  const text = textOf(reply, requestId);
  const half = Math.max(1, Math.floor(text.length / 2));
  const sent = plan?.truncate ? text.slice(0, half) : text;
  const length = Buffer.byteLength(sent) + (plan?.cut === 'mid-end' ? 1 : 0);
  res.writeHead(reply.status, {
    'x-request-id': requestId,
    ...(text === '' ? {} : { 'content-type': 'application/json' }),
    ...(reply.status === 204 ? {} : { 'content-length': String(length) }),
    ...reply.headers,
  });
  if (plan?.cut) res.write(plan.cut === 'mid-body' ? sent.slice(0, half) : sent, () => socket.destroy());
  else res.end(sent);
  return true;
};

/** A reply's body as text. The gateway's envelope names the request (contract §8.1). */
export const textOf = ({ body, text }: Reply, requestId: string): string => {
  if (text !== undefined) return text;
  if (body === undefined) return '';
  const blank = typeof body === 'object' && body !== null && 'request_id' in body && body.request_id === '';
  return JSON.stringify(blank ? { ...body, request_id: requestId } : body);
};
