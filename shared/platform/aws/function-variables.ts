import { OutcomeUnknown } from '../../terms/errors.ts';
import { parseJson } from '../../values/json/parse-json.ts';
import { isPlainObject } from '../../values/json/plain-object.ts';
import { exchange, type ReadReply } from './exchange.ts';
import { AwsRefusal } from './refusal.ts';

const TIMEOUT_MS = 5000;

/**
 * The environment variables of a deployed function: https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html.
 * Throws `AwsRefusal`, `NotSent`, `OutcomeUnknown`, or `Error` without credentials.
 */
export const functionVariables = (name: string): Promise<Readonly<Record<string, string>>> =>
  exchange(
    {
      service: 'lambda',
      method: 'GET',
      path: `/2015-03-31/functions/${encodeURIComponent(name)}/configuration`,
      headers: {},
    },
    variablesIn,
    TIMEOUT_MS,
  );

const variablesIn: ReadReply<Readonly<Record<string, string>>> = ({ status, headers, body }, wrongTime) => {
  const said = parseJson(body);
  const { Environment, Message, message } = isPlainObject(said) ? said : {};
  if (status !== 200) {
    // As in `ResourceNotFoundException:http://internal.amazon.com/…`.
    const name = String(headers['x-amzn-errortype'] ?? `HTTP ${status}`).replace(/:.*$/, '');
    throw new AwsRefusal(name, String(Message ?? message ?? 'no reason given'), status, wrongTime);
  }
  if (!isPlainObject(said)) throw new OutcomeUnknown('the reply is no JSON object');
  const { Variables, Error: fault } = isPlainObject(Environment) ? Environment : {};
  // Lambda tells all but the variables to whoever may not use the key that they lie under.
  if (isPlainObject(fault)) throw new AwsRefusal(String(fault.ErrorCode), String(fault.Message), status);
  const texts = Object.entries(isPlainObject(Variables) ? Variables : {});
  return Object.fromEntries(texts.map(([variable, value]) => [variable, String(value)]));
};
