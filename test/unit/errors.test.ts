import { expect, test } from '@jest/globals';
import * as errors from '../../shared/terms/errors.ts';

const ended = Object.entries(errors).filter(([name]) => name !== 'Ended');

test.each(ended)(
  '%s tells its own name, also where a bundle has shortened that of its class',
  (name, made) => {
    const given = made === errors.InvalidIntent ? [[]] : ['why', { outcomes: [] }];
    class Shortened extends (made as new (...given: unknown[]) => Error) {}
    expect(new Shortened(...given).name).toBe(name);
  },
);
