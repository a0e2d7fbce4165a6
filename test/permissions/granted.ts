import { listed, type Statement, statementsIn, type Template } from '../infra/template.ts';
import { may } from './permission.ts';

/** Everything that a template allows anybody: roles and who may take them, policies of resources, permissions to invoke. */
export function grantedIn({ resources }: Template): string[] {
  return Object.entries(resources).flatMap(([id, { Type, Properties }]) => {
    if (Type === 'AWS::IAM::Role') {
      return [
        ...allowed(Properties.AssumeRolePolicyDocument, (_) => id),
        ...statementsIn(Properties.Policies)
          .filter(isAllowing)
          .flatMap(({ Action, Resource }) =>
            listed(Action).flatMap((action) => listed(Resource).map((on) => may(id, String(action), on))),
          ),
      ];
    }
    if (Type === 'AWS::Lambda::Permission') {
      return [may(String(Properties.Principal), String(Properties.Action), Properties.FunctionName)];
    }
    if (Type === 'AWS::KMS::Key') return allowed(Properties.KeyPolicy, () => id);
    return allowed(Properties?.PolicyDocument, ({ Resource }) => Resource);
  });
}

const isAllowing = ({ Effect }: Statement) => Effect === 'Allow';

/** What a policy with principals allows them. */
const allowed = (policy: unknown, on: (statement: Statement) => unknown): string[] =>
  statementsIn({ policy })
    .filter(isAllowing)
    .flatMap((statement) =>
      principalsOf(statement).flatMap((who) =>
        listed(statement.Action).map((action) => may(who, String(action), on(statement))),
      ),
    );

/** Services by their names; the account by its own, whatever user or role of it uses what it is given. */
function principalsOf({ Principal }: Statement): string[] {
  if (typeof Principal === 'string') return [Principal];
  const { Service, AWS } = Principal as { Service?: unknown; AWS?: unknown };
  const account = JSON.stringify(AWS ?? '').includes(':root"') ? ['the account'] : listed(AWS ?? []);
  return [...listed(Service ?? []), ...(AWS ? account : [])].map(String);
}
