const LOGIN = 'AWS_PROFILE, or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN';
const WHO = 'aws sts get-caller-identity shows who you are';

type Advice = readonly [said: RegExp, next: string | ((said: string) => string)];

/** By what AWS calls its errors, and its login; the first that fits. */
const ANSWERED: readonly Advice[] = [
  [/there is no stage/, `check --stage and --aws-region; ${WHO}`],
  [
    /Region is missing|AWS_REGION is not set/,
    'name the region of AWS that the stage is deployed in: --aws-region <region>, or AWS_REGION',
  ],
  [
    /ExpiredToken|RequestExpired|SSO session|[Tt]oken (is|has) expired/,
    `this AWS login has expired: aws sso login, or set ${LOGIN} anew`,
  ],
  [/CredentialsProviderError|AWS_ACCESS_KEY_ID or/, `log in to AWS: set ${LOGIN}; ${WHO}`],
  [
    /UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken/,
    `AWS does not take this login: check ${LOGIN}`,
  ],
  [
    /AccessDenied|NotAuthorized|not authorized to perform/,
    (said) => `this AWS login lacks ${permissionIn(said)}: have it granted, or set ${LOGIN}; ${WHO}`,
  ],
  [
    /ResourceNotFound|QueueDoesNotExist|NonExistentQueue/,
    (said) => `nothing of that name is in this account and region: check ${variableIn(said)} and AWS_REGION`,
  ],
  [/Throttl|LimitExceeded|TooManyRequests|SlowDown/, 'AWS asks for fewer requests: try again in a minute'],
];

/** What others than AWS may be told of in the same words. */
const NOT_ANSWERED: readonly Advice[] = [
  [
    /InternalServerError|InternalFailure|InternalError|ServiceUnavailable|HTTP 5\d\d/,
    "try again in a minute, and look at AWS's health page if that does not help",
  ],
  [
    /\bE(NOTFOUND|AI_AGAIN|CONN\w+|\w+UNREACH|TIMEDOUT|PIPE)\b|CERT|no complete answer|no JSON object|Invalid URL/,
    'check the network, AWS_REGION, and AWS_ENDPOINT_URL and its like where they are set',
  ],
];

const adviceOf = (said: string, advice: readonly Advice[]): string | undefined => {
  const [, next] = advice.find(([pattern]) => pattern.test(said)) ?? [];
  return typeof next === 'function' ? next(said) : next;
};

/** What to do about an error of AWS's own that a text tells of; undefined where it tells of none that is known. */
export const awsAdvice = (said: string): string | undefined => adviceOf(said, ANSWERED);

/** A text about AWS alone with what to do about it, also where AWS failed or is out of reach. */
export function withAdvice(said: string): string {
  const next = adviceOf(said, [...ANSWERED, ...NOT_ANSWERED]);
  return next ? `${said}\nNext step: ${next}` : said;
}

const permissionIn = (said: string) =>
  /not authorized to perform: ([\w-]+:\w+)/.exec(said)?.[1] ?? 'a permission';

const NAMING = [
  'LEDGER_TABLE',
  'EVENT_BUS',
  'DEAD_LETTER_QUEUE_URL',
  'QUEUE_URL',
  'HW_CREDENTIALS_SECRET',
  'WEBHOOK_SENDERS_SECRET',
  'CHANNELS_SECRET',
];

/** The variable whose value the text names; of two queues it is the one with the longer URL. */
function variableIn(said: string): string {
  const named = NAMING.filter((name) => {
    const value = process.env[name];
    return (
      value && new RegExp(`(^| )${value.split('{operation}').map(literally).join('[a-z-]+')}( |$)`).test(said)
    );
  });
  const [longest] = named.sort(
    (one, other) => (process.env[other] ?? '').length - (process.env[one] ?? '').length,
  );
  return longest ?? 'the name of the stage';
}

const literally = (text: string) => text.replace(/\W/g, '\\$&');
