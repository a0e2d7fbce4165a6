import type { Reply } from './reply.ts';
import type { Service } from './resources.ts';

/** Thrown to answer a request with an error and do nothing. */
export class Refusal extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`refused with ${reply.status}`);
    this.reply = reply;
  }
}

/** An error in the database services' envelope (contract §8.1). */
export const dbsError = (status: number, error_code: string, error_msg: string): Reply => ({
  status,
  body: { error_code, error_msg },
});

/** An error in the gateway's envelope (contract §8.1); the server fills in `request_id`. */
export const gatewayError = (status: number, error_code: string, error_msg: string): Reply => ({
  status,
  body: { error_code, error_msg, request_id: '' },
});

/** An error in IAM v3's envelope (contract §6.1). */
export const iamError = (status: number, message: string, title: string): Reply => ({
  status,
  body: { error: { code: status, message, title } },
});

/** 401 APIGW.0301 with one of the documented reasons (contract §8.3). */
export const notAuthenticated = (reason: string): Reply =>
  gatewayError(401, 'APIGW.0301', `Incorrect IAM authentication information: ${reason}`);

/** 404 APIGW.0101, for an unknown path and for a wrong method alike (contract §8.3). */
export const noSuchApi = (): Reply =>
  gatewayError(404, 'APIGW.0101', 'The API does not exist or has not been published');

/** 400 DBS.200001 (contract §8.2); that the text names the parameter is an inference [I]. */
export const parameterError = (detail: string): Refusal =>
  new Refusal(dbsError(400, 'DBS.200001', `Parameter error: ${detail}`));

/** 404 DBS.200002 in all three services (contract §8.2). */
export const noSuchInstance = (): Refusal =>
  new Refusal(dbsError(404, 'DBS.200002', 'The DB instance does not exist.'));

/** 400 DBS.200543 in GaussDB and TaurusDB (contract §7.1). */
export const noSuchJob = (): Refusal => new Refusal(dbsError(400, 'DBS.200543', 'The job does not exist.'));

/** The text of DBS.200011 on the vendor's GeminiDB page. */
export const BUSY = {
  error_code: 'DBS.200011',
  error_message: 'The status of DB instance does not allow the operation.',
};

/** DBS.200011 as an envelope: 409 in GaussDB and TaurusDB, 403 in GeminiDB (contract §8.2). */
export const busyError = (service: Service): Reply =>
  dbsError(service === 'geminidb' ? 403 : 409, BUSY.error_code, BUSY.error_message);
