/** A statement of an IAM policy; `Resource` is missing in none but trust policies. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: object;
}

/** A policy document. */
export const policyOf = (...Statement: readonly Statement[]) => ({ Version: '2012-10-17', Statement });

/** A role that one AWS service may take, with one policy. */
export const roleFor = (
  service: string,
  Description: string,
  statements: readonly Statement[],
  Condition?: object,
) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    Description,
    AssumeRolePolicyDocument: policyOf({
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sts:AssumeRole',
      ...(Condition && { Condition }),
    }),
    Policies: [{ PolicyName: 'all', PolicyDocument: policyOf(...statements) }],
  },
});
