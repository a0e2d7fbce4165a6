import * as z from 'zod/mini';
import type { Service } from '../terms/operation.ts';

// Ids of 36 (documented), 32 and 24 characters (vendor's samples) occur; a suffix tells the engine (contract §10).
const INSTANCE = /^(?:[0-9a-zA-Z]{32}|[0-9a-zA-Z]{20}(?:[0-9a-zA-Z]{12})?in\d\d)$/;
const SUFFIX = /in(\d\d)$/;
const OWNER: Readonly<Record<string, Service>> = {
  in14: 'gaussdb',
  in07: 'taurusdb',
  in16: 'taurusdb',
  in17: 'taurusdb',
  in02: 'geminidb',
  in06: 'geminidb',
  in10: 'geminidb',
  in12: 'geminidb',
  in13: 'geminidb',
};
/** The services under the names their users know. */
export const LABEL: Readonly<Record<Service, string>> = {
  gaussdb: 'GaussDB',
  taurusdb: 'TaurusDB',
  geminidb: 'GeminiDB',
};

/** The engine suffix of an instance id, `in13` for `…in13`; empty where the id has none. */
export const suffixOf = (id: string): string => SUFFIX.exec(id)?.[0] ?? '';

/** Whether two ids name the same thing: letter case does not make two of one. */
export const isSameId = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Whether what a list shows as an id can be this one: what cannot be read might be. */
export const mayBeId = (shown: unknown, id: string): boolean =>
  typeof shown !== 'string' || isSameId(shown, id);

/** An instance id of the service: 36, 32 or 24 letters and digits, whose suffix is not known to be another service's. */
export const instanceId = (service: Service) =>
  z.string().check(
    z.regex(INSTANCE, `expected a ${LABEL[service]} instance id of 36, 32 or 24 letters and digits`),
    z.refine((id) => (OWNER[suffixOf(id)] ?? service) === service, {
      error: ({ input }) =>
        `expected a ${LABEL[service]} instance id; the suffix says ${LABEL[OWNER[suffixOf(String(input))] ?? service]}`,
    }),
  );

/** A list of 1 or more instance ids of the service, each once (letter case does not make two of one). */
export const instanceIds = (service: Service) =>
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
