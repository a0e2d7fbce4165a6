import { OutcomeUnknown } from '../../terms/errors.ts';
import { exchange } from './exchange.ts';
import { AwsRefusal } from './refusal.ts';
import type { ServiceName } from './services.ts';

const TIMEOUT_MS = 5000;

/** An action of a service that is asked by a form and answers in XML, and how what is wanted is found in its reply. */
export interface Query<Found> {
  readonly service: ServiceName;
  readonly action: string;
  readonly version: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly find: (xml: string) => Found | undefined;
}

/** Finds the text of the first element of that name. */
export const element =
  (name: string) =>
  (xml: string): string | undefined =>
    new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1];

/** As AWS's own clients write it; half a character becomes a sign that one is missing. */
const encoded = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Asks it, up to three times. Throws `AwsRefusal`, `NotSent`, `OutcomeUnknown`, or `Error` without credentials. */
export const askByForm = <Found>({ service, action, version, fields, find }: Query<Found>): Promise<Found> =>
  exchange(
    {
      service,
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: Object.entries({ Action: action, Version: version, ...fields })
        .map((pair) => pair.map(encoded).join('='))
        .join('&'),
    },
    ({ status, body }, wrongTime) => {
      if (status !== 200) {
        const code = element('Code')(body) ?? `HTTP ${status}`;
        throw new AwsRefusal(code, element('Message')(body) ?? 'no reason given', status, wrongTime);
      }
      const found = find(body);
      if (found === undefined) throw new OutcomeUnknown(`the reply to ${action} has not what was asked for`);
      return found;
    },
    TIMEOUT_MS,
  );
