import type { LookupFunction } from 'node:net';
import { isPrivateAddress } from '../values/private-address.ts';

/** Resolves a name as a connection needs it, and fails where any of its addresses is not one of the internet. */
export const lookupPublic: LookupFunction = (hostname, options, done) => {
  const { lookup } = process.getBuiltinModule('node:dns');
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error || !first) return done(error ?? new Error(`${hostname} has no address`), []);
    if (addresses.some(({ address }) => isPrivateAddress(address))) {
      return done(new Error(`${hostname} leads to a private address`), []);
    }
    return options.all ? done(null, addresses) : done(null, first.address, first.family);
  });
};
