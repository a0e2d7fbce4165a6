import { type Given, givenSettings } from './settings.ts';

/** What is run with the settings, which are read here and nowhere below, once an invocation. */
export const withSettings =
  <Came extends readonly unknown[], Answer>(run: (...came: [...Came, given: Given]) => Answer) =>
  (...came: Came): Answer =>
    run(...came, givenSettings());
