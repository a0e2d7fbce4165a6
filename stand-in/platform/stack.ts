interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: object;
}

/** The stack of the stage `prod`, as far as a second try goes by it. */
export interface Stack {
  status(): string | undefined;
  template(): Template;
  /** What happened since the last update began, newest first, as members of a list in XML. */
  events(): readonly string[];
  /** Of each table that stands whether it may be deleted. */
  readonly tables: Map<string, { guarded: boolean }>;
  /** The templates that were applied or tried, in their order. */
  readonly updates: readonly Template[];
  /** Makes what is new and changes the rest; when one fails, takes away again what it made. */
  update(next: Template): void;
  remove(): void;
  become(status: string): void;
  /** Lets what has this logical id fail in the next update; undefined lets nothing fail. */
  fail(id: string | undefined): void;
  /** Lets what stands already fail at its next change. */
  failLater(id: string): void;
}

const NAME = 'db-upkeep-prod';
export const ACCOUNT = '123456789012';
export const STACK_ARN = `arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stack/${NAME}/1`;
const TABLE = 'AWS::DynamoDB::Table';

const tableOf = ({ Properties }: Resource) => ({
  name: String(Properties?.TableName),
  guarded: Properties?.DeletionProtectionEnabled === true,
});

/** A stack that was not made yet. */
export function newStack(): Stack {
  let status: string | undefined;
  let template: Template = { Resources: {} };
  const tables = new Map<string, { guarded: boolean }>();
  const updates: Template[] = [];
  let failing: string | undefined;
  /** Made all the same, and failing later. */
  let spared: string | undefined;
  let events: string[] = [];

  const happened = (id: string, state: string, reason = '') =>
    events.unshift(
      `<member><EventId>${updates.length}-${events.length}</EventId><StackId>${STACK_ARN}</StackId><StackName>${NAME}</StackName><LogicalResourceId>${id}</LogicalResourceId><ResourceType>${id === NAME ? 'AWS::CloudFormation::Stack' : 'AWS::Some::Thing'}</ResourceType><ResourceStatus>${state}</ResourceStatus><ResourceStatusReason>${reason}</ResourceStatusReason><Timestamp>2026-01-01T00:00:00Z</Timestamp></member>`,
    );
  const become = (next: string) => {
    status = next;
    happened(NAME, next);
  };

  function update(next: Template): void {
    updates.push(next);
    events = [];
    const verb = status === undefined ? 'CREATE' : 'UPDATE';
    become(`${verb}_IN_PROGRESS`);
    const added = Object.entries(next.Resources).filter(([id]) => !template.Resources[id]);
    // A table takes longer than most, but what fails may fail after it.
    const order = added.sort(([, one], [other]) => (one.Type === TABLE ? -1 : other === failing ? -1 : 0));
    const made: Resource[] = [];
    for (const [id, one] of order) {
      const taken = one.Type === TABLE && tables.has(tableOf(one).name);
      if ((id === failing && id !== spared) || taken) {
        for (const back of made) {
          const { name, guarded } = tableOf(back);
          if (back.DeletionPolicy !== 'Retain' && !guarded) tables.delete(name);
        }
        happened(id, 'CREATE_FAILED', taken ? `${tableOf(one).name} already exists` : 'it cannot be made');
        become('UPDATE_ROLLBACK_COMPLETE');
        return;
      }
      if (one.Type !== TABLE) continue;
      made.push(one);
      tables.set(tableOf(one).name, { guarded: tableOf(one).guarded });
    }
    if (failing !== undefined && template.Resources[failing]) {
      happened(failing, 'UPDATE_FAILED', 'it cannot be changed');
      become('UPDATE_ROLLBACK_COMPLETE');
      return;
    }
    for (const one of Object.values(next.Resources)) {
      if (one.Type === TABLE) tables.set(tableOf(one).name, { guarded: tableOf(one).guarded });
    }
    template = next;
    become(`${verb}_COMPLETE`);
  }

  return {
    status: () => status,
    template: () => template,
    events: () => events,
    tables,
    updates,
    update,
    remove() {
      for (const one of Object.values(template.Resources)) {
        if (one.Type === TABLE && !one.DeletionPolicy?.startsWith('Retain')) tables.delete(tableOf(one).name);
      }
      [status, template] = [undefined, { Resources: {} }];
    },
    become,
    fail: (id) => {
      failing = id;
    },
    failLater: (id) => {
      failing = id;
      spared = id;
    },
  };
}
