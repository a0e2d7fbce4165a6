import type { Received } from '../platform/ports.ts';

/** What is told of a message, and how. */
export interface Telling<Told, Came> {
  /** Reads what is to be told; undefined where nobody can read it. */
  read(body: string): Told | undefined;
  /** Tells it. May throw anything. */
  tell(told: Told): Promise<Came>;
  failed(why: string): Came;
  /** Whether somebody has still to hear of it. */
  isOpen(came: Came): boolean;
  /** Prints its one line. */
  print(id: string, told: Told | undefined, came: Came): void;
}

/** Tells each message by itself; returns the ids of those of which somebody has still to hear. */
export async function tellEach<Told, Came>(
  messages: readonly Received[],
  { read, tell, failed, isOpen, print }: Telling<Told, Came>,
): Promise<string[]> {
  const handedBack: string[] = [];
  async function comeOf(told: Told | undefined): Promise<Came> {
    // Nobody can read it later either: the dead letters keep it.
    if (told === undefined) throw new TypeError('nothing that can be read');
    return tell(told);
  }
  for (const { id, body } of messages) {
    const told = read(body);
    const came = await comeOf(told).catch((error: unknown) =>
      failed(error instanceof Error ? error.message : String(error)),
    );
    if (isOpen(came)) handedBack.push(id);
    print(id, told, came);
  }
  return handedBack;
}
