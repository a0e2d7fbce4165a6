import { type Alarm, awsMetric, ourMetric } from './alarm.ts';
import type { ConsoleSettings } from './console-settings.ts';
import { grants as may } from './grants.ts';
import { roleFor } from './iam.ts';
import { arnOf, functionId, roleId } from './names.ts';

/** The function that shows pages; it is left out of the stack where nobody hosts it. */
export const CONSOLE = 'console';

const SESSION_S = 8 * 60 * 60;

/** TLS 1.2 and 1.3: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
const TLS = 'ELBSecurityPolicy-TLS13-1-2-2021-06';

const LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2';

/** The load balancer that logs people in, and the function behind it, which reads two tables and nothing else. */
export const consoleResources = (stage: string, settings: ConsoleSettings): Record<string, object> => ({
  [roleId(CONSOLE)]: roleFor('lambda.amazonaws.com', `What ${CONSOLE} may do`, [
    may.writeLogs(CONSOLE),
    ...may.readTables(),
  ]),
  ConsoleSecurityGroup: {
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      GroupDescription: `Browsers to the console of db-upkeep ${stage}, and its load balancer to the identity provider`,
      VpcId: settings.CONSOLE_VPC,
      SecurityGroupIngress: settings.CONSOLE_FROM.map((CidrIp) => ({
        ...HTTPS,
        CidrIp,
        Description: 'browsers',
      })),
      SecurityGroupEgress: [{ ...HTTPS, CidrIp: '0.0.0.0/0', Description: 'the identity provider' }],
    },
  },
  ConsoleLoadBalancer: {
    Type: `${LOAD_BALANCER}::LoadBalancer`,
    Properties: {
      Type: 'application',
      Scheme: settings.CONSOLE_FACING,
      Subnets: settings.CONSOLE_SUBNETS,
      SecurityGroups: [{ 'Fn::GetAtt': ['ConsoleSecurityGroup', 'GroupId'] }],
      LoadBalancerAttributes: [{ Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' }],
    },
  },
  ConsoleTargetGroup: {
    Type: `${LOAD_BALANCER}::TargetGroup`,
    // It takes the function for its target only once it may invoke it.
    DependsOn: 'ConsoleInvocation',
    Properties: {
      Name: targetGroup(stage),
      TargetType: 'lambda',
      Targets: [{ Id: arnOf(functionId(CONSOLE)) }],
    },
  },
  ConsoleInvocation: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: arnOf(functionId(CONSOLE)),
      Principal: 'elasticloadbalancing.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
      // By its name, since either would else have to stand before the other.
      SourceArn: {
        'Fn::Sub': `arn:\${AWS::Partition}:elasticloadbalancing:\${AWS::Region}:\${AWS::AccountId}:targetgroup/${targetGroup(stage)}/*`,
      },
    },
  },
  ConsoleListener: {
    Type: `${LOAD_BALANCER}::Listener`,
    Properties: {
      LoadBalancerArn: { Ref: 'ConsoleLoadBalancer' },
      Port: 443,
      Protocol: 'HTTPS',
      SslPolicy: TLS,
      Certificates: [{ CertificateArn: settings.CONSOLE_CERTIFICATE }],
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    },
  },
  ConsoleRule: {
    Type: `${LOAD_BALANCER}::ListenerRule`,
    Properties: {
      ListenerArn: { Ref: 'ConsoleListener' },
      Priority: 1,
      Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: [settings.CONSOLE_HOST] } }],
      Actions: [
        { Order: 1, Type: 'authenticate-oidc', AuthenticateOidcConfig: oidc(settings) },
        { Order: 2, Type: 'forward', TargetGroupArn: { Ref: 'ConsoleTargetGroup' } },
      ],
    },
  },
});

/** At most 32 characters, of which the longest name of a stage takes 20. */
const targetGroup = (stage: string) => `db-upkeep-${stage}`;

const HTTPS = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 } as const;

const oidc = (settings: ConsoleSettings) => ({
  Issuer: settings.CONSOLE_ISSUER,
  AuthorizationEndpoint: settings.CONSOLE_AUTHORIZATION_ENDPOINT,
  TokenEndpoint: settings.CONSOLE_TOKEN_ENDPOINT,
  UserInfoEndpoint: settings.CONSOLE_USER_INFO_ENDPOINT,
  ClientId: settings.CONSOLE_CLIENT_ID,
  // CloudFormation reads it; it stands in no template.
  ClientSecret: `{{resolve:secretsmanager:${settings.CONSOLE_CLIENT_SECRET}}}`,
  OnUnauthenticatedRequest: 'authenticate',
  Scope: 'openid',
  SessionTimeout: SESSION_S,
});

/** Where browsers have to be led: the target of a DNS record of the host. */
export const consoleOutputs = {
  ConsoleTarget: {
    Description: 'What the host of the console has to lead to, by a CNAME',
    Value: { 'Fn::GetAtt': ['ConsoleLoadBalancer', 'DNSName'] },
  },
};

/** What is wrong with a hosted console. */
export const alarmsOfConsole: readonly Alarm[] = [
  {
    name: 'console-refused',
    says: 'Something that our load balancer does not vouch for asks the function of the console for pages.',
    watches: ourMetric('refused', { operation: CONSOLE }),
  },
  {
    name: 'console-unavailable',
    says: 'The console shows nothing: its settings are wrong, or the keys of load balancers cannot be read.',
    command: 'doctor',
    watches: ourMetric('failed', { operation: CONSOLE }),
  },
  {
    name: 'console-login-failing',
    says: 'The load balancer cannot log people in: the identity provider does not answer, or takes another secret.',
    command: 'doctor',
    watches: awsMetric('AWS/ApplicationELB', 'ELBAuthError', {
      LoadBalancer: { 'Fn::GetAtt': ['ConsoleLoadBalancer', 'LoadBalancerFullName'] },
    }),
  },
];
