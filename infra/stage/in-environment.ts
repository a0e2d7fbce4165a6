import type { Environment } from './environment-of.ts';

/** Does something, at once, as a function would that has this environment and no other. */
export function inEnvironment<Made>(environment: Environment, make: () => Made): Made {
  const before = process.env;
  process.env = { ...environment };
  try {
    return make();
  } finally {
    process.env = before;
  }
}
