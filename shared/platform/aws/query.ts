import { OutcomeUnknown } from '../../terms/errors.ts';
import { exchange } from './exchange.ts';
import { AwsRefusal } from './refusal.ts';
import type { ServiceName } from './services.ts';

const TIMEOUT_MS = 5000;

/** An action of a service that is asked by a form and answers in XML, and the element of its reply that is wanted. */
export interface Query {
  readonly service: ServiceName;
  readonly action: string;
  readonly version: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly wanted: string;
}

/** Asks it, up to three times; the text of the element. Throws `AwsRefusal`, `NotSent`, `OutcomeUnknown`, or `Error` without credentials. */
export const askByForm = ({ service, action, version, fields, wanted }: Query): Promise<string> =>
  exchange(
    {
      service,
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ Action: action, Version: version, ...fields }).toString(),
    },
    ({ status, body }, wrongTime) => {
      const said = (name: string) => new RegExp(`<${name}>([^<]+)</${name}>`).exec(body)?.[1];
      if (status !== 200) {
        const [code, reason] = [said('Code') ?? `HTTP ${status}`, said('Message') ?? 'no reason given'];
        throw new AwsRefusal(code, reason, status, wrongTime);
      }
      const found = said(wanted);
      if (found === undefined) throw new OutcomeUnknown(`the reply has no ${wanted}`);
      return found;
    },
    TIMEOUT_MS,
  );
