import { localCredentials } from '../platform/local-credentials.ts';
import type { Stage } from './stage.ts';

/** What somebody who looks at the tables and the queues of a stage has in the environment. */
export const operatorVariables = ({ environment }: Stage): Readonly<Record<string, string>> => ({
  ...environment,
  AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
});

/** Does something as such a person. */
export async function asOperator<Made>(stage: Stage, make: () => Promise<Made>): Promise<Made> {
  const before = { ...process.env };
  Object.assign(process.env, operatorVariables(stage));
  try {
    return await make();
  } finally {
    process.env = before;
  }
}
