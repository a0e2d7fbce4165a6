import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from '@jest/globals';
import { filesIn, read, root } from './source.ts';

const pages = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...filesIn('docs').filter((path) => path.endsWith('.md')),
];

const prose = (page: string) => read(page).replace(/```[\s\S]*?```/g, '');

/** A heading as GitHub makes an anchor of it. */
const anchorOf = (heading: string) =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (page: string) =>
  [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));

const brokenIn = (page: string) =>
  [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !link.startsWith('https://'))
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const to = path === '' ? page : normalize(join(dirname(page), path));
      if (!existsSync(join(root, to))) return true;
      return anchor !== undefined && !anchorsOf(to).includes(anchor);
    });

test('every link of a page leads to a file, and to a heading that is there', () => {
  expect(pages.length).toBeGreaterThan(90);
  expect(pages.flatMap((page) => brokenIn(page).map((link) => `${page}: ${link}`))).toEqual([]);
});
