/** Ends of a connection that are no failures of the link. */

/** The hub does not take this edge, for a reason that a person must remove. */
export class RefusedByHub extends Error {
  override readonly name = "RefusedByHub";
  readonly zh: string;
  constructor(en: string, zh: string) {
    super(en);
    this.zh = zh;
  }
}

/** Another link is open while nothing comes on this one. */
export class Replaced extends Error {
  override readonly name = "Replaced";
}
