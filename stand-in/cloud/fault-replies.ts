import { dbsError, gatewayError, iamError } from './refusal.ts';
import type { Reply } from './reply.ts';
import type { Service } from './resources.ts';

const GATEWAY = {
  500: ['APIGW.0601', 'Internal server error'],
  502: ['APIGW.0201', 'Backend unavailable'],
  503: ['APIGW.0613', 'IAM unavailable'],
  504: ['APIGW.0201', 'Backend timeout'],
} as const;

/** A server error: IAM's envelope there, the gateway's code for the status (contract §8.3), or a given DBS code. */
export const gatewayFault = (service: Service, status: keyof typeof GATEWAY, code?: string): Reply => {
  const [usual, text] = GATEWAY[status];
  if (code?.startsWith('DBS.')) return dbsError(status, code, 'Server failure.');
  // No body of IAM's server errors is documented (contract §6.1) [?].
  if (service === 'iam' && code === undefined) return iamError(status, text, text);
  return gatewayError(status, code ?? usual, text);
};
