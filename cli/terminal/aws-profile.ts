import { callAs, callerIn } from '../../shared/platform/aws/caller.ts';
import type { Environment } from '../command.ts';

/**
 * Lets a command use whatever login AWS's own tools would (profile, SSO, role) unless keys and region stand in the
 * environment. It is looked for with the first AWS call, so a rehearsal may still change the environment.
 */
export function useAwsProfile(environment: Environment = process.env): void {
  let login: ReturnType<typeof findLogin> | undefined;
  callAs(async () => {
    const { AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_REGION } = environment;
    if (AWS_ACCESS_KEY_ID && AWS_REGION && !AWS_PROFILE) return callerIn(environment);
    login ??= findLogin();
    const { region, credentials } = await login;
    return { region: await region(), ...(await credentials()) };
  });
}

async function findLogin() {
  const [
    { fromNodeProviderChain },
    { loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS, NODE_REGION_CONFIG_OPTIONS },
  ] = await Promise.all([import('@aws-sdk/credential-providers'), import('@smithy/core/config')]);
  return {
    region: loadConfig(NODE_REGION_CONFIG_OPTIONS, NODE_REGION_CONFIG_FILE_OPTIONS),
    credentials: fromNodeProviderChain(),
  };
}
