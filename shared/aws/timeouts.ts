/** How long one try of an AWS call may take; without it a socket that died in a frozen sandbox hangs for good. */
export const TIMEOUTS = {
  connectionTimeout: 1000,
  requestTimeout: 3000,
  throwOnRequestTimeout: true,
} as const;
