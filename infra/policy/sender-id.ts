const FORM =
  'expected queue:<SenderId> as SQS writes it, AROA…:<session> of a role or AIDA… of a user; the id is shown by ' +
  'aws iam get-role --role-name … --query Role.RoleId, and queue:AROA…:* is any session of that role';

/**
 * What is wrong with a pattern of callers that could match no SenderId: before the colon stands an id of IAM or an account, all
 * upper case, and never an ARN. Undefined when nothing is.
 */
export const faultInSenderId = (pattern: string): string | undefined =>
  /^queue:(?![A-Z0-9*?]+(:|$))/.test(pattern) ? FORM : undefined;
