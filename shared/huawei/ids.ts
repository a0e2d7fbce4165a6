import * as z from 'zod/mini';
import type { Service } from './services/service.ts';
import { type ServiceName, serviceOf, services } from './services/services.ts';

// Ids of 36 (documented), 32 and 24 characters (vendor's samples) occur; a suffix tells the engine (contract §10).
const INSTANCE = /^(?:[0-9a-zA-Z]{32}|[0-9a-zA-Z]{20}(?:[0-9a-zA-Z]{12})?in\d\d)$/;
const SUFFIX = /in(\d\d)$/;

/** The engine suffix of an instance id, `in13` for `…in13`; empty where the id has none. */
export const suffixOf = (id: string): string => SUFFIX.exec(id)?.[0] ?? '';

/** Whether two ids name the same thing: letter case does not make two of one. */
export const isSameId = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Whether what a list shows as an id can be this one: what cannot be read might be. */
export const mayBeId = (shown: unknown, id: string): boolean =>
  typeof shown !== 'string' || isSameId(shown, id);

/** An instance id of the service: 36, 32 or 24 letters and digits, whose suffix is not known to be another service's. */
export function instanceId(name: ServiceName) {
  const { label } = serviceOf(name);
  return z.string().check(
    z.regex(INSTANCE, `expected a ${label} instance id of 36, 32 or 24 letters and digits`),
    z.refine((id) => (ownerOf(id)?.name ?? name) === name, {
      error: ({ input }) =>
        `expected a ${label} instance id; the suffix says ${ownerOf(String(input))?.label}`,
    }),
  );
}

const ownerOf = (id: string): Service | undefined =>
  services.find(({ suffixes }: Service) => Object.hasOwn(suffixes, suffixOf(id)));

/** The engine that an instance id of the service hints at; its only one where there is no other, undefined where nothing tells. */
export function engineOf(name: ServiceName, id: string): string | undefined {
  const { engines, suffixes } = serviceOf(name);
  return engines.length === 1 ? engines[0] : suffixes[suffixOf(id)];
}

/** A list of 1 or more instance ids of the service, each once (letter case does not make two of one). */
export const instanceIds = (service: ServiceName) =>
  z.array(instanceId(service)).check(z.minLength(1, 'expected at least one instance id'), (context) => {
    const seen = new Set<string>();
    context.value.forEach((id, index) => {
      if (seen.has(id.toLowerCase())) {
        context.issues.push({ code: 'custom', path: [index], input: id, message: 'expected each id once' });
      }
      seen.add(id.toLowerCase());
    });
  });

/** A TaurusDB proxy id: 36 letters and digits ending in `po01`, or 32 as on older pages (contract §4). */
export const proxyId = z
  .string()
  .check(z.regex(/^[0-9a-zA-Z]{32}(po01)?$/, 'expected a proxy id of 32 letters and digits and po01'));

/** Whether a text can be the id of an instance of any service. */
export const isInstanceId = (text: string): boolean => INSTANCE.test(text);

/** Whether a text can be the id of an instance or a proxy of any service. */
export const isDatabaseId = (text: string): boolean => isInstanceId(text) || proxyId.safeParse(text).success;
