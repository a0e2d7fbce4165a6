/** Node's cryptography, loaded with its first use: a run without a ledger may need none. */
export const nodeCrypto = () => process.getBuiltinModule('node:crypto');
