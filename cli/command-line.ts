import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { catalog } from '../functions/catalog.ts';
import type { Operation } from '../shared/terms/operation.ts';
import { projectId } from '../shared/values/project-id.ts';
import { BadUsage } from './command.ts';
import type { Narrowed } from './find-requests.ts';

const names = catalog.map(({ name }) => name).join(', ');

/** How a command reads its arguments; whatever is wrong with them is a `BadUsage` that names the command's help. */
export function commandLine(command: string) {
  const wrong = (message: string) => new BadUsage(`${message}\nnpm run ${command} -- --help tells more`);
  const operationCalled = (name: string | undefined): Operation => {
    if (!name) throw wrong(`which operation? Known: ${names}`);
    const operation = catalog.find((one) => one.name === name);
    if (!operation) throw wrong(`unknown operation ${JSON.stringify(name)}. Known: ${names}`);
    return operation;
  };
  const projectCalled = (id: string): string => {
    if (projectId.safeParse(id).success) return id;
    throw wrong(`expected --project with 32 letters and digits, got ${JSON.stringify(id)}`);
  };
  return {
    wrong,
    parse<Options extends ParseArgsOptionsConfig>(args: readonly string[], options: Options) {
      try {
        return parseArgs({ args: [...args], allowPositionals: true, options });
      } catch (error) {
        // Node adds advice about positionals behind the first sentence.
        throw wrong(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error));
      }
    },
    operation: operationCalled,
    request(positionals: readonly string[]): string {
      const [request_id, ...more] = positionals;
      if (request_id && more.length === 0) return request_id;
      throw wrong('expected one request_id and no other word');
    },
    narrowed({ operation, project }: { operation?: string; project?: string }): Narrowed {
      return {
        ...(operation !== undefined && { operation: operationCalled(operation) }),
        ...(project !== undefined && { project: projectCalled(project) }),
      };
    },
    output(text: string): 'text' | 'json' {
      if (text !== 'text' && text !== 'json') throw wrong('expected --output text or --output json');
      return text;
    },
  };
}
