/** Something that happened, for people and for their tools. */
export interface Message {
  /** The same for the same event, however often it is sent. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** The event as it stands on the bus. */
  readonly event: { readonly type: string; readonly timestamp: string; readonly data: object };
}

/** Where a room, or somebody's tool, takes messages. The URL alone lets anybody write there. */
export interface Address {
  readonly url: string;
  readonly secret?: string | undefined;
}

/** A POST. */
export interface ChannelRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came back. Most of these robots refuse with a status of 200. */
export interface ChannelReply {
  readonly status: number;
  readonly body: string;
}

/** How one kind of channel is written to. */
export interface Adapter {
  /** How many messages a minute it takes. */
  readonly aMinute: number;
  /** Whether it has a secret to sign with beside its URL. */
  readonly secret: 'none' | 'optional' | 'needed';
  /** `now` in epoch ms. */
  request(to: Address, message: Message, now: number): ChannelRequest;
  /** Whether the message was taken, or why not, in the channel's words. */
  accepted(reply: ChannelReply): true | string;
}

/** A channel by its name in the secret. */
export interface Channel extends Address {
  readonly name: string;
  readonly kind: string;
  readonly adapter: Adapter;
}
