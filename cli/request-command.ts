import { PROGRAM } from '../shared/values/program.ts';
import { quoted } from '../shared/values/shell.ts';
import type { RequestRow } from './request-rows.ts';

/** A command about one request and no other of the same id, to paste. */
export const requestCommand = (
  command: 'status' | 'explain' | 'cancel',
  { request_id, operation, project_id }: Pick<RequestRow, 'request_id' | 'operation' | 'project_id'>,
): string => `${PROGRAM} ${command} ${quoted(request_id)} --operation ${operation} --project ${project_id}`;
