/** Messages of the lease between two boxes and a witness. */

/** Name of a box in the config. */
export type Box = string;

/**
 * What a box asks of a voter, in this order. `probe`: whether it would get the lease; changes nothing, because a box
 * that cannot win must not raise the term of the others. `grant`: the lease. `write`: its renewal, and the first one
 * says that from now on this box may have written.
 */
export type AskFor = "probe" | "grant" | "write";

export interface Ask {
  readonly kind: "ask";
  readonly is: AskFor;
  readonly box: Box;
  readonly term: number;
  /** Numbers the rounds of one run of a box; the answer repeats it. */
  readonly serial: number;
  /** The writer may acknowledge what the other box does not have. */
  readonly isAlone: boolean;
  /** Serial of the first ask that said `isAlone` so. */
  readonly saidAt: number;
}

/** A box gives its lease, or a round that it did not win, back. */
export interface Release {
  readonly kind: "release";
  readonly box: Box;
  readonly term: number;
}

/** The last that may have written. */
export interface Writer {
  readonly term: number;
  readonly box: Box;
  readonly isAlone: boolean;
}

/** What a voter knew before it answered: the highest term that it granted, and the last writer. */
export interface Known {
  readonly term: number;
  readonly writer: Writer | undefined;
}

export interface Answer {
  readonly kind: "answer";
  readonly voter: string;
  readonly serial: number;
  readonly isGranted: boolean;
  readonly known: Known;
}

export type LeaseMessage = Ask | Release | Answer;

export const isTerm = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
export const isName = (value: unknown): value is string => typeof value === "string" && /^[\w.-]{1,60}$/.test(value);

/** The message in a plain value; undefined for anything else, which is dropped. */
export function leaseMessage(value: Readonly<Record<string, unknown>>): LeaseMessage | undefined {
  const { kind, is, box, term, serial, isAlone, saidAt, voter, isGranted, known } = value;
  if (kind === "release") return isName(box) && isTerm(term) ? { kind, box, term } : undefined;
  if (kind === "ask") {
    const isWhole = isName(box) && isTerm(term) && isTerm(serial) && isTerm(saidAt) && typeof isAlone === "boolean";
    return isWhole && (is === "probe" || is === "grant" || is === "write")
      ? { kind, is, box, term, serial, isAlone, saidAt }
      : undefined;
  }
  if (kind !== "answer" || !isName(voter) || !isTerm(serial) || typeof isGranted !== "boolean") return undefined;
  const before = knownIn(known);
  return before && { kind, voter, serial, isGranted, known: before };
}

/** What a voter knows, from a plain value; undefined where it is something else. */
export function knownIn(value: unknown): Known | undefined {
  const { term, writer } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (!isTerm(term)) return undefined;
  if (writer === undefined) return { term, writer };
  const { term: wrote, box, isAlone } = (writer ?? {}) as Readonly<Record<string, unknown>>;
  if (!isTerm(wrote) || !isName(box) || typeof isAlone !== "boolean") return undefined;
  return { term, writer: { term: wrote, box, isAlone } };
}
