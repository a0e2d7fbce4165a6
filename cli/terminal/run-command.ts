import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What keeps osls from asking the network for anything but a deployment. */
const QUIET = { SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off' };

/** Runs a command whose output goes on to the person; whether it ended well. */
export async function succeeds(
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  const child = spawn(command, args, { stdio: 'inherit', env: { ...environment, ...QUIET } });
  const [code] = await once(child, 'close');
  return code === 0;
}
