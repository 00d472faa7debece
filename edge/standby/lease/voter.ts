/** One of the three that grant the lease: a box or the witness. No sockets, no timers (rules SB1 to SB5). */
import type { Answer, Ask, Box, Known, Release } from "./messages.ts";
import type { LeaseTimes } from "./timing.ts";

/** What a voter has on disk. `saidAt` is the serial of the ask that named the writer. */
export interface Grant extends Known {
  readonly holder: Box | undefined;
  readonly saidAt: number;
}

export const NO_GRANT: Grant = { term: 0, holder: undefined, writer: undefined, saidAt: 0 };

export interface VoterOptions {
  readonly name: string;
  readonly times: LeaseTimes;
  /** Read from disk. */
  readonly grant: Grant;
  /** Monotonic ms of this process. */
  readonly now: () => number;
  /**
   * On that clock, a moment at which no earlier process of this voter lived any more, and after which none granted
   * anything: its silence counts from then. Default: now.
   */
  readonly aloneSince?: number;
  /** On disk before it returns; throws where the disk refuses. */
  save(grant: Grant): void;
}

export class Voter {
  readonly #options: VoterOptions;
  #grant: Grant;
  /** No other box gets the lease before. After a start nobody does: what was granted before the start is not known. */
  #heldUntil: number;
  #silentUntil: number;

  constructor(options: VoterOptions) {
    this.#options = options;
    this.#grant = options.grant;
    const { now, aloneSince = now(), times } = options;
    this.#heldUntil = this.#silentUntil = aloneSince + times.holdMs;
  }

  /** What is granted, as on disk. */
  get known(): Known {
    const { term, writer } = this.#grant;
    return { term, writer };
  }

  /** Whether a lease that this voter granted may be in force. */
  get isHeld(): boolean {
    return this.#options.now() < this.#heldUntil;
  }

  answer(ask: Ask): Answer {
    const { name } = this.#options;
    const known = this.known;
    return { kind: "answer", voter: name, serial: ask.serial, known, isGranted: this.#isGranted(ask) };
  }

  release({ box, term }: Release): void {
    const now = this.#options.now();
    if (term === this.#grant.term && box === this.#grant.holder && now >= this.#silentUntil) this.#heldUntil = now;
  }

  #isGranted(ask: Ask): boolean {
    const { now, times } = this.#options;
    if (now() < this.#silentUntil) return false;
    const { term, holder } = this.#grant;
    // A box that gave up, or was succeeded, has no lease to renew.
    const isOwn = ask.term === term && ask.box === holder && this.isHeld;
    // A new term waits for the end of the old lease, whoever has it: a box that was killed and is back may have left
    // a writer that does not know yet.
    const isNew = ask.term > term && !this.isHeld;
    // A writer has the votes of its term already: this voter missed that, or voted for the box that lost, and joins.
    const isJoined = ask.term === term && ask.is === "write" && !this.isHeld && ask.box !== holder;
    if (!isOwn && !isNew && !isJoined) return false;
    if (ask.is === "probe") return true;
    const isSaved = ask.is === "write" ? this.#name(ask) : this.#grantTo(ask, isNew);
    if (isSaved) this.#heldUntil = now() + times.holdMs;
    return isSaved;
  }

  #grantTo({ term, box }: Ask, isNew: boolean): boolean {
    return !isNew || this.#save({ ...this.#grant, term, holder: box, saidAt: 0 });
  }

  #name({ term, box, isAlone, saidAt }: Ask): boolean {
    // An ask that was overtaken by a later one says nothing new.
    const { writer, holder } = this.#grant;
    if (writer?.term === term && holder === box && saidAt <= this.#grant.saidAt) return true;
    return this.#save({ term, holder: box, writer: { term, box, isAlone }, saidAt });
  }

  #save(grant: Grant): boolean {
    try {
      this.#options.save(grant);
    } catch {
      return false;
    }
    this.#grant = grant;
    return true;
  }
}
