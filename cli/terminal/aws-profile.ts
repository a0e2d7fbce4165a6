import { callAs, callerIn } from '../../shared/platform/aws/caller.ts';
import type { Environment } from '../command.ts';

/**
 * Lets a command use whatever login AWS's own tools would (profile, SSO, role) unless keys and region are given. The region
 * is the one asked for, else that of AWS_REGION, AWS_DEFAULT_REGION or the profile. The login is looked for with the first
 * AWS call, so a rehearsal may still change the environment.
 */
export function useAwsProfile(environment: Environment, askedFor?: string): void {
  let login: ReturnType<typeof findLogin> | undefined;
  callAs(async () => {
    const { AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_REGION, AWS_DEFAULT_REGION } = environment;
    const region = askedFor || AWS_REGION || AWS_DEFAULT_REGION;
    if (AWS_ACCESS_KEY_ID && region && !AWS_PROFILE) return callerIn({ ...environment, AWS_REGION: region });
    login ??= findLogin();
    const { profileRegion, credentials } = await login;
    return { region: region || (await profileRegion()), ...(await credentials()) };
  });
}

async function findLogin() {
  const [
    { fromNodeProviderChain },
    { loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS, NODE_REGION_CONFIG_OPTIONS },
  ] = await Promise.all([import('@aws-sdk/credential-providers'), import('@smithy/core/config')]);
  return {
    profileRegion: loadConfig(NODE_REGION_CONFIG_OPTIONS, NODE_REGION_CONFIG_FILE_OPTIONS),
    credentials: fromNodeProviderChain(),
  };
}
