/** A document is longer than the config allows. */
export class TooLong extends Error {
  override readonly name = "TooLong";

  constructor(mostBytes: number) {
    super(`a document is longer than ${Math.round(mostBytes / 1024)} KiB`);
  }
}
