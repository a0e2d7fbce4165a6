const THROTTLED = /Throttl|LimitExceeded|ThroughputExceeded|TooManyRequests|SlowDown/;

/** AWS said no; `name` is the exception's, such as `ResourceNotFoundException`. */
export class AwsRefusal extends Error {
  readonly throttled: boolean;
  /** Whether the same request can succeed in a moment. */
  readonly passing: boolean;
  constructor(name: string, message: string, status: number, wrongTime = false) {
    super(message);
    this.name = name;
    this.throttled = status === 429 || THROTTLED.test(name);
    this.passing = this.throttled || wrongTime || status >= 500 || name.startsWith('RequestTimeout');
  }
}
