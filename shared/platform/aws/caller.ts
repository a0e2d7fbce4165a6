/** Who asks AWS, and in which region. */
export interface Caller {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Who the variables of an environment name. Throws `Error` when they name nobody. */
export function callerIn(environment: Readonly<Record<string, string | undefined>>): Caller {
  const {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = environment;
  if (!region) throw new Error('AWS_REGION is not set');
  if (!accessKeyId || !secretAccessKey) {
    throw new Error('AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set');
  }
  return { region, accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

/** On Lambda the function's role and region stand in the environment. */
let source = async (): Promise<Caller> => callerIn(process.env);

/** The caller, asked for anew for every request. Throws `Error` when it is not known. */
export const currentCaller = (): Promise<Caller> => source();

/** Lets a command that people run say who calls, where they log in otherwise than by environment variables. */
export function callAs(other: () => Promise<Caller>): void {
  source = other;
}
