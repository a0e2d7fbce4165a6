/** A deployed function's configuration, with every default filled in; `bundle` is an absolute path. */
export interface FunctionSettings {
  name: string;
  arn: string;
  bundle: string;
  handler: string;
  environment: Record<string, string>;
  timeoutMs: number;
  memoryMb: number;
  /** Absent where the function has the machine's clock. */
  clockOffsetMs: (() => number) | undefined;
  patience: number;
  freeze: boolean;
  overrunMs: number;
  onLog: (line: string) => void;
}

/** The environment Lambda gives a Node.js 24 function: what was configured, its own variables, nothing of ours. */
export function sandboxEnvironment(settings: FunctionSettings, runtimeApi: string): Record<string, string> {
  const region = settings.environment.AWS_REGION ?? 'eu-west-1';
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'AKIALOCALPLATFORM000',
    AWS_SECRET_ACCESS_KEY: 'local-platform-secret-access-key',
    AWS_SESSION_TOKEN: 'local-platform-session-token',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...settings.environment,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMb),
    AWS_LAMBDA_FUNCTION_NAME: settings.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${settings.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `[$LATEST]${crypto.randomUUID().replaceAll('-', '')}`,
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_TASK_ROOT: settings.bundle,
    _HANDLER: settings.handler,
    ...(settings.clockOffsetMs && { _PLATFORM_CLOCK_OFFSET_MS: String(settings.clockOffsetMs()) }),
    ...(settings.patience === 1 ? {} : { _PLATFORM_PATIENCE: String(settings.patience) }),
  };
}
