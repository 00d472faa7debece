import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { EdgeError } from "../contracts/errors.ts";
import { Queue } from "../observe/queue.ts";

const MIN_LENGTH = 12;
/** Longer passwords only cost hashing time. */
const MAX_LENGTH = 256;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Hashes that may wait for their turn. More are a sign of an attack, or of a very busy morning. */
const MAX_WAITING = 16;
/** Further places for users at an address that they have used before: strangers cannot take them. */
const RESERVED = 8;

const MAX_REST_MS = 1_000;

/** Parameters of RFC 7914. */
export interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/**
 * 32 MiB, about 0.3 s. The OWASP Password Storage Cheat Sheet names it as equal to N = 2^17, p = 1, at a quarter of
 * the memory.
 */
export const SCRYPT_COST: ScryptCost = { N: 2 ** 15, r: 8, p: 3 };

/** A stored password with its cost, so that old hashes stay valid when a later release raises the cost. */
export interface PasswordHash extends ScryptCost {
  /** Base64url, as is `hash`. */
  readonly salt: string;
  readonly hash: string;
}

/** Checks only the length; no composition rules (NIST SP 800-63B, 3.1.1.2). Throws EdgeError `bad-request`. */
export function checkPassword(password: string): void {
  const length = [...password.normalize("NFC")].length;
  if (length < MIN_LENGTH)
    throw new EdgeError(
      "bad-request",
      `A password has at least ${MIN_LENGTH} characters. A few words in a row are easier to remember than symbols.`,
    );
  if (length > MAX_LENGTH) throw new EdgeError("bad-request", `A password has at most ${MAX_LENGTH} characters.`);
}

/** Hashes passwords one at a time: the thread pool also writes the commit log, and guesses must not take it. */
export class PasswordHasher {
  readonly #cost: ScryptCost;
  readonly #nobody: PasswordHash;
  readonly #queue = new Queue(MAX_WAITING, "Too many people are signing in right now; try again in a few seconds.");

  constructor(cost: ScryptCost) {
    this.#cost = cost;
    this.#nobody = {
      ...cost,
      salt: randomBytes(SALT_BYTES).toString("base64url"),
      hash: randomBytes(HASH_BYTES).toString("base64url"),
    };
  }

  async hash(password: string): Promise<PasswordHash> {
    checkPassword(password);
    const salt = randomBytes(SALT_BYTES);
    const hash = await this.#inTurn(() => derive(password, salt, this.#cost));
    return { ...this.#cost, salt: salt.toString("base64url"), hash: hash.toString("base64url") };
  }

  /**
   * Without a stored hash it takes the same time and returns false, so that the time does not reveal which names exist.
   * `isKnown`: the user has signed in from there before.
   */
  async verify(password: string, stored: PasswordHash | undefined, isKnown = false): Promise<boolean> {
    const { salt, hash, ...cost } = stored ?? this.#nobody;
    const most = isKnown ? MAX_WAITING + RESERVED : MAX_WAITING;
    const derived = await this.#inTurn(() => derive(password, Buffer.from(salt, "base64url"), cost), most);
    const expected = Buffer.from(hash, "base64url");
    return derived.length === expected.length && timingSafeEqual(derived, expected) && stored !== undefined;
  }

  /** Throws EdgeError `unavailable` when too many wait. */
  async #inTurn<T>(work: () => Promise<T>, most = MAX_WAITING): Promise<T> {
    let began = 0;
    const timed = (): Promise<T> => {
      began = performance.now();
      return work();
    };
    // However many clients guess, hashing takes at most half of the time of one core.
    const rest = () => setTimeout(Math.min(performance.now() - began, MAX_REST_MS));
    return this.#queue.run(timed, { most, rest });
  }
}

function derive(password: string, salt: Buffer, { N, r, p }: ScryptCost): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  // A character can have several encodings in Unicode, and keyboards differ in which one they send.
  scrypt(password.normalize("NFC"), salt, HASH_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, key) => {
    if (error === null) resolve(key);
    else reject(error);
  });
  return promise;
}
