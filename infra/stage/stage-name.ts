/** The name is part of names that AWS limits to 64 characters, as of the longest function. */
const NAME = /^[a-z][a-z0-9-]{0,19}$/;

/** Why a stage cannot have this name; `local` takes plain secrets and works without a ledger. */
export function faultInStageName(name: string): string | undefined {
  if (name === 'local') return 'the stage local is for this machine: deploy under another name';
  return NAME.test(name)
    ? undefined
    : `stage ${JSON.stringify(name)}: expected 1 to 20 lower-case letters, digits and dashes, a letter first`;
}
