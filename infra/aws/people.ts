import { policyOf } from './iam.ts';

/** Where people are told: the topic, who may publish to it, and an e-mail subscription when an address is given. */
export const peopleResources = (stage: string, email: string): Record<string, object> => ({
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
      PolicyDocument: policyOf(
        {
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
        },
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: { Ref: 'People' },
        },
      ),
    },
  },
  ...(email && {
    PeopleEmail: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'People' }, Protocol: 'email', Endpoint: email },
    },
  }),
});
