export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  setupFilesAfterEnv: ['<rootDir>/test/secrets/setup.ts'],
  transform: { '\\.ts$': '<rootDir>/test/esbuild-transform.js' },
  transformIgnorePatterns: ['/node_modules/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.serverless/'],
  coverageProvider: 'babel',
  collectCoverageFrom: ['functions/**/*.ts', 'shared/**/*.ts', 'cli/**/*.ts'],
  reporters: ['default', '<rootDir>/test/closing-line.js'],
  // Only what hangs comes near it, on the busiest machine too.
  testTimeout: 300_000,
  // Most of a test's time is waiting for a server or a child process.
  maxWorkers: '100%',
  // Modules of a suite that is over stay in its worker's memory: with hundreds of suites that is more than Node gives it.
  workerIdleMemoryLimit: '800MB',
};
