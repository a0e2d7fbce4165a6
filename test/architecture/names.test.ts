import { existsSync, readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { catalog } from '../../functions/catalog.ts';
import { services as databases } from '../../shared/huawei/services/services.ts';
import * as platform from '../../shared/platform/platform.ts';
import type { Platform } from '../../shared/platform/ports.ts';
import { filesIn, folders, importsOf, product, read, root, source } from './source.ts';

const functions = folders('functions');
const operations = functions.filter((name) => existsSync(join(root, 'functions', name, 'operation.ts')));
const services = functions.filter((name) => !operations.includes(name));
const deployed = [
  ...(read('serverless.yml').split(/^functions:$/m)[1] ?? '').matchAll(/^ {2}([\w-]+): (.+)$/gm),
]
  .map(([, name = '', value = '']) => ({ name, value }))
  .filter(({ value }) => value.includes('function.yml'));

describe('one name for one thing', () => {
  test('a folder with an operation is an operation of the catalogue, and the other way round', () => {
    expect(catalog.map(({ name }) => name)).toEqual(operations);
  });

  test('a folder is a deployed function, and the other way round', () => {
    expect(deployed.map(({ name }) => name)).toEqual(functions);
    for (const { name, value } of deployed) expect(value).toBe(`\${file(functions/${name}/function.yml)}`);
  });

  test.each(functions)('%s is deployed from its own bundle, with nothing else', (name) => {
    const yml = read(`functions/${name}/function.yml`);
    expect(yml).toContain(`handler: dist/${name}/index.handler\n`);
    expect(yml).toContain(`patterns: ['dist/${name}/**']\n`);
  });

  test.each(operations)('%s has the files of an operation', (name) => {
    const files = filesIn(`functions/${name}`).map((path) => basename(path));
    const run = 'function.yml handler.ts offer.ts operation.ts schema.ts'.split(' ');
    const shown = 'cases.ts doctor.ts examples.ts lookup-cases.ts'.split(' ');
    expect(files).toEqual(expect.arrayContaining([...run, ...shown]));
  });

  test.each(services)('%s has a handler and a function.yml', (name) => {
    const files = filesIn(`functions/${name}`).map((path) => basename(path));
    expect(files).toEqual(expect.arrayContaining(['function.yml', 'handler.ts']));
  });

  test.each(functions)('%s: the wrapped function is the export', (name) => {
    expect(read(`functions/${name}/handler.ts`)).toMatch(
      /^export const handler = \w+\((\w+\(){0,2}\w+\)+;$/m,
    );
  });
});

describe('imports', () => {
  test.each(functions)('%s imports no other function', (name) => {
    const others = filesIn(`functions/${name}`)
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => importsOf(path, { types: true }))
      .filter((path) => path.startsWith('functions/') && !path.startsWith(`functions/${name}/`));
    const shared = ['functions/catalog.ts', 'functions/offers.ts'];
    expect(others.filter((path) => !shared.includes(path))).toEqual([]);
    if (operations.includes(name)) expect(others).toEqual([]);
  });

  test('shared/ knows neither functions/ nor the name of an operation', () => {
    for (const path of filesIn('shared')) {
      expect([
        path,
        importsOf(path, { types: true }).filter((other) => /^(functions|test|cli)\//.test(other)),
      ]).toEqual([path, []]);
      for (const name of operations) expect([path, read(path).includes(name)]).toEqual([path, false]);
    }
  });

  test('the desk answers with values and words: it spells no command, quotes nothing, and knows no exit code', () => {
    const ofTerminals = /^shared\/values\/(program|shell|eaten-by-npm)\.ts$/;
    const spelling = filesIn('shared/desk').filter(
      (path) =>
        importsOf(path).some((other) => ofTerminals.test(other)) || /\bEXIT\b|process\./.test(read(path)),
    );
    expect(spelling).toEqual([]);
  });

  test('no code asks which service it is: what differs stands in the service', () => {
    const names = databases.map(({ name }) => name).join('|');
    const asking = new RegExp(`[!=]== ?'(${names}|iam)'|case '(${names}|iam)'`);
    expect(product.filter((path) => !/^stand-in\//.test(path) && asking.test(read(path)))).toEqual([]);
  });

  test('a reply of the cloud is read and classified in one place; whoever knows its text or code alone is named', () => {
    const reading = product.filter((path) => /\b(readEnvelope|classify)\(/.test(read(path)));
    expect(reading).toEqual([
      'shared/doctor/checks/replies.ts',
      'shared/huawei/cloud-reply.ts',
      'shared/huawei/envelope.ts',
      'shared/huawei/error-book.ts',
      'shared/huawei/job-facts.ts',
      'cli/commands/requests/stop-reason.ts',
    ]);
  });

  test('what only the doctor or tests need is part of no function', () => {
    const inspecting =
      /^shared\/(doctor\/|terms\/(documented|inspection)\.ts)|\/(doctor|((alarm|job)-)?facts|(lookup-)?cases|examples)\.ts$|\/documented\//;
    const reaching = source
      .filter((path) => !inspecting.test(path))
      .flatMap((path) => importsOf(path).filter((other) => inspecting.test(other)));
    expect(reaching).toEqual([]);
  });

  test('HTML is written by the pages alone, and only the function of the console has a renderer', () => {
    const rendering = product.filter((path) => importsOf(path).some((other) => other.startsWith('hono')));
    expect(rendering.filter((path) => !path.startsWith('shared/page/'))).toEqual([]);
    expect(rendering).not.toEqual([]);
    const showing = source.filter((path) =>
      importsOf(path).some((other) => /^shared\/(page|console)\//.test(other)),
    );
    expect(showing.filter((path) => !/^(functions|shared\/page|shared\/console)\//.test(path))).toEqual([]);
    expect(showing.filter((path) => path.startsWith('functions/'))).toEqual(['functions/console/handler.ts']);
  });

  test('the stand-in cloud imports nothing of ours, so that it proves something', () => {
    for (const path of filesIn('stand-in/cloud')) {
      const ours = importsOf(path, { types: true }).filter((other) =>
        /^(functions|shared|cli)\//.test(other),
      );
      expect([path, ours]).toEqual([path, []]);
    }
  });

  test('zod comes as zod/mini, and whole, not as { z }', () => {
    const importing = [...source, ...filesIn('cli')].flatMap((path) =>
      [...read(path).matchAll(/^import (.*) from '(zod[^']*)';$/gm)].map(
        ([, names, from]) => `${names} from ${from}`,
      ),
    );
    expect(new Set(importing)).toEqual(
      new Set([
        '* as z from zod/mini',
        'type * as z from zod/mini',
        // The one place where the words are chosen.
        'en from zod/v4/locales/en.js',
      ]),
    );
  });
});

describe('the platform', () => {
  const AWS =
    /platform\/aws\/|aws-lambda|@aws-sdk|\baskAws|AwsRefusal|\bSQS[A-Z]|\bAWS[A-Z]|APIGateway|awsRequestId|getRemainingTimeInMillis|SecretString|MessageAttributes|\w+(Exception|CheckFailed)'/;
  // The one line that names the platform, and what the doctor asks of AWS itself.
  const ALLOWED =
    /^shared\/platform\/(aws\/|platform\.ts$)|^shared\/doctor\/(read-aws\.ts|checks\/(ledger|fleet|queues|bus|console)\.ts)$/;

  test('is known by its ports alone: no word of AWS outside its own folder', () => {
    expect(source.filter((path) => AWS.test(read(path)) && !ALLOWED.test(path))).toEqual([]);
  });

  test('does what its ports ask', () => {
    const here: Platform = platform;
    expect(Object.keys(here)).toContain('openTable');
  });

  test('signers are loaded when first needed, and no AWS client at all', () => {
    const importing = (packages: RegExp) =>
      source.filter((path) => importsOf(path).some((name) => packages.test(name)));
    expect(importing(/^@aws-sdk\//)).toEqual([]);
    const signers = importing(/^@smithy\//);
    expect(signers).toEqual(['shared/platform/aws/sign.ts']);
    const loadedAtOnce = source.filter((path) =>
      /^import (?!type )[^;]*'(@huaweicloud\/|[./\w-]*\/sign\.ts)/m.test(read(path)),
    );
    expect(loadedAtOnce).toEqual([]);
  });
});

describe('files', () => {
  const ours = ['functions', 'shared', 'cli', 'infra', 'stand-in', 'test', 'docs'].filter((folder) =>
    existsSync(join(root, folder)),
  );

  test('have names in kebab-case', () => {
    const odd = ours
      .flatMap(filesIn)
      .flatMap((path) => path.split('/'))
      .filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.d)?(\.[a-z]+)?$/.test(name));
    expect([...new Set(odd)]).toEqual([]);
  });

  test('have at most 200 lines, where they are the product', () => {
    const long = [...source, ...filesIn('cli')].filter(
      (path) => read(path).trimEnd().split('\n').length > 200,
    );
    expect(long).toEqual([]);
  });

  test('are not called utils, helpers or common', () => {
    expect(
      source.filter((path) => /^(utils?|helpers?|common|misc)$/.test(basename(path, extname(path)))),
    ).toEqual([]);
  });

  test('name no place on a machine', () => {
    const place = new RegExp(`(^|[\\s"'\`(=:,])/(${['work', 'root', 'tmp', 'home'].join('|')})/`, 'm');
    const text = [
      ...ours.flatMap(filesIn),
      ...readdirSync(root).filter((name) => /\.(ya?ml|m?js|json|md)$/.test(name)),
    ];
    expect(text.filter((path) => place.test(read(path)))).toEqual([]);
  });

  test('the lock file names no registry', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved": "(?!file:)/);
  });
});
