import { functionVariables } from '../../platform/aws/function-variables.ts';
import { send } from '../../transport/transport.ts';
import { type Check, configured, type Finding } from '../check.ts';

const TIMEOUT_MS = 5000;

/** What is answered at an origin to somebody who is not logged in: the status, and where it leads. */
type Ask = (origin: string) => Promise<{ readonly status: number; readonly location: string }>;

const askStranger: Ask = async (origin) => {
  const { status, headers } = await send({ method: 'GET', origin, path: '/', headers: {} }, TIMEOUT_MS, 0);
  return { status, location: [headers.location ?? ''].flat()[0] ?? '' };
};

/** The hosted console, asked as a stranger would: it has to send them to the identity provider, and show nothing. */
export const hostedConsole = (ask: Ask = askStranger): Check => ({
  group: 'fleets',
  name: 'hosted console',
  asks: 'Is it hosted, and does it show nothing without a login?',
  needs: ['variables'],
  async look(context) {
    const { STAGE, deployed } = configured(context).settings;
    if (!deployed) return { level: 'not_checked', says: 'a local stage hosts none' };
    const name = `db-upkeep-${STAGE}-console`;
    try {
      return judged(await functionVariables(name), ask);
    } catch (error) {
      const { name: kind, message } = error as Error;
      return kind === 'ResourceNotFoundException'
        ? { level: 'ok', says: 'not hosted: `console` shows it on the machine of whoever runs it' }
        : { level: 'not_checked', says: `the function ${name} cannot be read: ${kind}: ${message}` };
    }
  },
});

async function judged(variables: Readonly<Record<string, string>>, ask: Ask): Promise<Finding> {
  const { CONSOLE_HOST, CONSOLE_AUTHORIZATION_ENDPOINT: login = '', CONSOLE_CLIENT_ID = '' } = variables;
  const origin = `https://${CONSOLE_HOST}`;
  const asked = await ask(origin).catch((error: unknown) => error as Error);
  if (asked instanceof Error)
    return {
      level: 'warning',
      says: `${origin} cannot be asked from here: ${asked.message}`,
      todo: 'ask from where CONSOLE_FROM lets browsers in; the host has to lead to ConsoleTarget of the stack',
    };
  const { status, location } = asked;
  const leads = URL.canParse(location) ? new URL(location) : undefined;
  const isLogin = leads !== undefined && `${leads.origin}${leads.pathname}` === login;
  if (status === 302 && isLogin && leads.searchParams.get('client_id') === CONSOLE_CLIENT_ID)
    return { level: 'ok', says: `${origin} asks whoever is not logged in to do so at ${leads.origin}` };
  return {
    level: 'broken',
    says: `${origin} answers somebody who is not logged in with HTTP ${status}, and does not send them to the login of our client at ${login}`,
    todo: 'deploy again; until then take the host out of DNS',
  };
}
