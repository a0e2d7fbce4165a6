/** The command line or the intent cannot be used as given; each line of the message is for the person who typed it. */
export class BadUsage extends Error {
  override readonly name = 'BadUsage';
}
