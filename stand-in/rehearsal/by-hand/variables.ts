import { quoted } from '../../../shared/values/shell.ts';

// Whatever of these a person has set would lead elsewhere, or contradict the others.
const OTHERS = [
  'AWS_PROFILE',
  'AWS_SESSION_TOKEN',
  'HW_ACCESS_KEY',
  'HW_SECRET_KEY',
  'HW_SECURITY_TOKEN',
  'HW_CREDENTIALS_SECRET',
  'HW_CLOUD',
  'STAGE',
  'PREFLIGHT',
  'MAX_TARGETS',
  'READS_A_MINUTE',
  'PLUGIN_PACKAGES',
];

/** The lines that give a shell these variables, and take away what else it may have of a person's own. */
export const variableLines = (variables: Readonly<Record<string, string>>): string[] => [
  `unset ${OTHERS.join(' ')}`,
  ...Object.entries(variables).map(
    ([name, value]) => `export ${name}=${/^[\w:/.-]+$/.test(value) ? value : quoted(value)}`,
  ),
];
