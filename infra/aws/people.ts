import { policyOf } from './iam.ts';

/** Where people are told: the topic, who may publish to it beside our own function, and a subscription for each e-mail address. */
export const peopleResources = (stage: string, emails: readonly string[]): Record<string, object> => ({
  People: {
    Type: 'AWS::SNS::Topic',
    Properties: {
      TopicName: `db-upkeep-${stage}-people`,
      DisplayName: `db-upkeep ${stage}`,
      KmsMasterKeyId: { Ref: 'Key' },
    },
  },
  PeoplePolicy: {
    Type: 'AWS::SNS::TopicPolicy',
    Properties: {
      Topics: [{ Ref: 'People' }],
      PolicyDocument: policyOf({
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: { Ref: 'People' },
        Condition: {
          ArnLike: {
            'aws:SourceArn': {
              'Fn::Sub': `arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm:db-upkeep-${stage}-*`,
            },
          },
        },
      }),
    },
  },
  ...Object.fromEntries(
    emails.map((Endpoint, index) => [
      // The first bears the name that it had when there was one address.
      index === 0 ? 'PeopleEmail' : `PeopleEmail${index + 1}`,
      {
        Type: 'AWS::SNS::Subscription',
        Properties: { TopicArn: { Ref: 'People' }, Protocol: 'email', Endpoint },
      },
    ]),
  ),
});
