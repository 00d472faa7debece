import type { Identity } from "../../../contracts/access/access.ts";
import type { SignedSubject } from "../../../contracts/trace/signature.ts";
import type { WantedSignature } from "./signing.ts";

/** As many as an edge has users. */
const MOST = 1_000;

/** A signature whose person is on the way to the provider and back. */
export interface WaitingSignature {
  readonly wanted: WantedSignature;
  readonly identity: Identity;
  /** The session in which it began: it must still be open at the end. */
  readonly session: string;
  /** Address of the page to which the person returns. */
  readonly back: string;
}

/** What became of a signature at the provider. `why`: it was refused; null: the record is signed. */
export interface SigningOutcome {
  readonly why: string | null;
}

interface Entry {
  readonly waiting: WaitingSignature;
  /** Of the way to the provider; undefined after the return, because a state is good once. */
  readonly state: string | undefined;
  readonly outcome: SigningOutcome | undefined;
}

/**
 * Signatures that wait for the provider, in memory: a restart of the edge ends sessions too. A user has one; another
 * one takes its place. At the bound the oldest is forgotten, and its return is refused.
 */
export class WaitingSignatures {
  readonly #byUser = new Map<string, Entry>();

  begin(state: string, waiting: WaitingSignature): void {
    this.#set(waiting.identity.user, { waiting, state, outcome: undefined });
    if (this.#byUser.size > MOST) this.#byUser.delete(this.#byUser.keys().next().value as string);
  }

  /** The signature of a state, once. */
  take(state: string): WaitingSignature | undefined {
    for (const [user, entry] of this.#byUser)
      if (entry.state === state) {
        this.#set(user, { ...entry, state: undefined });
        return entry.waiting;
      }
    return undefined;
  }

  /** Keeps what became of a signature that was taken, until its user begins another. */
  end({ identity, wanted }: WaitingSignature, outcome: SigningOutcome): void {
    const entry = this.#byUser.get(identity.user);
    if (entry?.waiting.wanted === wanted) this.#byUser.set(identity.user, { ...entry, outcome });
  }

  outcomeOf(user: string, { kind, id }: SignedSubject): SigningOutcome | undefined {
    const { waiting, outcome } = this.#byUser.get(user) ?? {};
    return waiting?.wanted.kind === kind && waiting.wanted.id === id ? outcome : undefined;
  }

  /** The newest is last. */
  #set(user: string, entry: Entry): void {
    this.#byUser.delete(user);
    this.#byUser.set(user, entry);
  }
}
