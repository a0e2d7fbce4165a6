import * as z from 'zod/mini';

const text = (pattern: RegExp, words: string) =>
  z.string(`expected ${words}`).check(z.regex(pattern, `expected ${words}`));
const endpoint = (what: string) =>
  text(/^https:\/\/[a-z0-9.-]+(:\d+)?(\/[^\s#]*)?$/i, `the https URL of the identity provider's ${what}`);
const host = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/;

const settings = z.object({
  CONSOLE_HOST: text(host, 'the name under which browsers ask, such as upkeep.example.com'),
  CONSOLE_VPC: text(/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/, 'the id of a VPC, vpc-…'),
  CONSOLE_SUBNETS: z
    .array(text(/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/, 'ids of subnets joined by blanks, subnet-…'))
    .check(z.minLength(2, 'expected two subnets or more, in different zones, joined by blanks')),
  CONSOLE_FROM: z
    .array(text(/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/, 'IPv4 ranges joined by blanks, such as 10.0.0.0/8'))
    .check(z.minLength(1, 'expected the IPv4 ranges that may ask, joined by blanks, such as 10.0.0.0/8')),
  CONSOLE_FACING: z.enum(['internal', 'internet-facing'], 'expected internal or internet-facing'),
  CONSOLE_CERTIFICATE: text(
    /^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
    'the ARN of a certificate of ACM',
  ),
  CONSOLE_ISSUER: endpoint('issuer'),
  CONSOLE_AUTHORIZATION_ENDPOINT: endpoint('authorization endpoint'),
  CONSOLE_TOKEN_ENDPOINT: endpoint('token endpoint'),
  CONSOLE_USER_INFO_ENDPOINT: endpoint('user info endpoint'),
  CONSOLE_CLIENT_ID: text(/^[!-~]+$/, 'the id of our client at the identity provider'),
  CONSOLE_CLIENT_SECRET: text(
    /^arn:aws:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+$/,
    'the ARN of a secret in Secrets Manager whose text is the client secret, and never that text',
  ),
});

/** What a hosted console needs: where it stands, who may reach it, and who logs people in. */
export type ConsoleSettings = z.infer<typeof settings>;

const NAMES = Object.keys(settings.shape) as readonly (keyof ConsoleSettings)[];
const LISTS: readonly string[] = ['CONSOLE_SUBNETS', 'CONSOLE_FROM'] satisfies (keyof ConsoleSettings)[];

/** The settings in an environment, or what is wrong with them; undefined where not one of them is set, which hosts nothing. */
export function readConsoleSettings(environment: NodeJS.ProcessEnv) {
  const set = NAMES.filter((name) => environment[name]?.trim());
  if (set.length === 0) return undefined;
  const written = set.map((name) => [
    name,
    LISTS.includes(name) ? wordsIn(environment[name]) : environment[name],
  ]);
  const lists = LISTS.map((name) => [name, []]);
  return settings.safeParse(
    { CONSOLE_FACING: 'internal', ...Object.fromEntries(lists), ...Object.fromEntries(written) },
    { reportInput: true },
  );
}

const wordsIn = (text = ''): string[] => text.split(/\s+/).filter((word) => word !== '');
