/** A box that asks for the lease and renews it. No sockets, no timers: its owner calls `tick` (rules SB1 to SB6). */
import type { Answer, Ask, AskFor, Box, Release, Writer } from "./messages.ts";
import type { LeaseTimes } from "./timing.ts";

/** Voters: two boxes and the witness. */
const MAJORITY = 2;
const MOST_ROUNDS = 16;
const SERIALS = 2 ** 50;
/** Share of the lease between a round that was lost and the next, at least. */
const PAUSE = 0.03;

/** A lease that was won. */
export interface Won {
  readonly term: number;
  /** The last that may have written; undefined where nobody has. */
  readonly before: Writer | undefined;
}

export interface CandidateOptions {
  readonly box: Box;
  readonly times: LeaseTimes;
  /** A term below all terms that this box may use: the highest that it has seen before its start. */
  readonly seenTerm: number;
  readonly now: () => number;
  /** From 0 to 1: two boxes that ask at once must not do so for ever. */
  readonly random: () => number;
  /** To all three voters, that of this box included. May be lost. */
  send(message: Ask | Release): void;
}

interface Round {
  readonly is: AskFor;
  readonly term: number;
  readonly askedAt: number;
  readonly isAlone: boolean;
  readonly granted: Set<string>;
  readonly refused: Set<string>;
  before: Writer | undefined;
  /** A voter that grants knows of no writer: it is new, or its file is lost. */
  hasForgotten: boolean;
}

type State =
  | { readonly is: "idle" }
  | { readonly is: "asking"; readonly serial: number; readonly before: Writer | undefined }
  | { readonly is: "writing"; readonly term: number };

export class Candidate {
  readonly #options: CandidateOptions;
  readonly #rounds = new Map<number, Round>();
  #state: State = { is: "idle" };
  #seenTerm: number;
  #serial: number;
  #leaseEnd = Number.NEGATIVE_INFINITY;
  #askAt: number;
  #isAlone = true;
  /** Serial of the first ask that said it so, and whether a majority has that on disk. */
  #saidAt: number;
  #isSaid = false;
  #won: Won | undefined;
  /** False: this box does not ask for a lease that it does not have. */
  wants = false;

  constructor(options: CandidateOptions) {
    this.#options = options;
    this.#seenTerm = options.seenTerm;
    // An answer to an earlier run of this box fits no round of this one.
    this.#serial = Math.floor(options.random() * SERIALS);
    this.#saidAt = this.#serial + 1;
    this.#askAt = options.now();
  }

  /** Term of the lease that this box has; undefined without one. */
  get term(): number | undefined {
    return this.#state.is === "writing" && this.#options.now() < this.writesUntil ? this.#state.term : undefined;
  }

  /** The writer must have stopped by then, monotonic ms of this process; in the past without a lease. */
  get writesUntil(): number {
    return this.#state.is === "writing" ? this.#leaseEnd - this.#options.times.marginMs : Number.NEGATIVE_INFINITY;
  }

  /** A majority has on disk that this writer is alone: only then may it acknowledge without the other box. */
  get isKnownAlone(): boolean {
    return this.term !== undefined && this.#isAlone && this.#isSaid;
  }

  /** The lease, once after it was won. */
  takeWon(): Won | undefined {
    const won = this.#won;
    this.#won = undefined;
    return won;
  }

  /** What the writer says with its renewals. The change is asked for at once. */
  setAlone(isAlone: boolean): void {
    const { term } = this;
    if (this.#isAlone === isAlone || term === undefined) return;
    this.#say(isAlone);
    this.#ask("write", term);
  }

  /** Gives the lease back: the writer has stopped. This box does not ask again before `pauseMs` have gone. */
  release(pauseMs = 0): void {
    if (this.#state.is === "writing") this.#giveBack(this.#state.term);
    this.#askAt = this.#options.now() + pauseMs;
  }

  /** Call it at least ten times in a lease. */
  tick(): void {
    const { now, times } = this.#options;
    if (this.#state.is === "writing" && now() >= this.writesUntil) {
      this.#rest();
      this.#askAt = now();
    }
    if (this.#state.is === "writing" && now() >= this.#askAt) this.#ask("write", this.#state.term);
    if (this.#state.is === "asking" && now() >= this.#askAt) this.#giveUp(this.#state.serial);
    if (this.#state.is === "idle" && this.wants && now() >= this.#askAt) {
      this.#state = { is: "asking", serial: this.#ask("probe", this.#seenTerm + 1), before: undefined };
      this.#askAt = now() + times.roundMs;
    }
  }

  hear({ voter, serial, isGranted, known }: Answer): void {
    this.#seenTerm = Math.max(this.#seenTerm, known.term);
    const round = this.#rounds.get(serial);
    if (round === undefined) return;
    if (!isGranted) {
      round.refused.add(voter);
      if (round.refused.size >= MAJORITY && this.#state.is === "asking" && this.#state.serial === serial)
        this.#giveUp(serial);
      return;
    }
    round.granted.add(voter);
    round.before = later(round.before, known.writer);
    round.hasForgotten ||= known.writer === undefined;
    // Its own vote is always one of them: it outlives a restart of this box, which then never uses the term again.
    if (round.granted.size < MAJORITY || !round.granted.has(this.#options.box)) return;
    this.#rounds.delete(serial);
    if (this.#state.is === "writing") this.#renewed(serial, round);
    else if (this.#state.is === "asking" && this.#state.serial === serial) this.#goOn(this.#state.before, round);
  }

  #renewed(serial: number, { askedAt, isAlone }: Round): void {
    this.#leaseEnd = Math.max(this.#leaseEnd, askedAt + this.#options.times.leaseMs);
    if (isAlone && serial >= this.#saidAt) this.#isSaid = true;
  }

  #goOn(before: Writer | undefined, round: Round): void {
    const { now, times } = this.#options;
    if (round.is !== "write") {
      const next = round.is === "probe" ? "grant" : "write";
      this.#state = { is: "asking", serial: this.#ask(next, round.term), before: lastOf(round) };
      this.#askAt = now() + times.roundMs;
      return;
    }
    const leaseEnd = round.askedAt + times.leaseMs;
    if (now() >= leaseEnd - times.marginMs) return;
    this.#state = { is: "writing", term: round.term };
    this.#leaseEnd = leaseEnd;
    this.#askAt = round.askedAt + times.renewMs;
    this.#isSaid = true;
    this.#won = { term: round.term, before };
  }

  #ask(is: AskFor, term: number): number {
    const { box, now, times, send } = this.#options;
    const serial = ++this.#serial;
    const isAlone = this.#isAlone;
    const votes = { granted: new Set<string>(), refused: new Set<string>() };
    this.#rounds.set(serial, { is, term, askedAt: now(), isAlone, ...votes, before: undefined, hasForgotten: false });
    for (const old of this.#rounds.keys()) if (old <= serial - MOST_ROUNDS) this.#rounds.delete(old);
    if (is === "grant") this.#seenTerm = Math.max(this.#seenTerm, term);
    this.#askAt = now() + times.renewMs;
    send({ kind: "ask", is, box, term, serial, isAlone, saidAt: this.#saidAt });
    return serial;
  }

  #giveUp(serial: number): void {
    const { now, times, random } = this.#options;
    const round = this.#rounds.get(serial);
    const isProbe = round?.is === "probe";
    if (round !== undefined && !isProbe) this.#giveBack(round.term);
    this.#rest();
    this.#askAt = now() + random() * times.roundMs * (isProbe ? 0.2 : 2) + PAUSE * times.leaseMs;
  }

  #giveBack(term: number): void {
    this.#rest();
    this.#options.send({ kind: "release", box: this.#options.box, term });
  }

  /** Answers to what was asked before mean nothing any more. */
  #rest(): void {
    this.#state = { is: "idle" };
    this.#rounds.clear();
    this.#leaseEnd = Number.NEGATIVE_INFINITY;
    this.#say(true);
  }

  /** From the moment in which a box asks for another value, only the other value is safe. */
  #say(isAlone: boolean): void {
    this.#isAlone = isAlone;
    this.#saidAt = this.#serial + 1;
    this.#isSaid = false;
  }
}

/** What a voter has lost may have said that the last writer was alone. */
function lastOf({ before, hasForgotten }: Round): Writer | undefined {
  return before && hasForgotten ? { ...before, isAlone: true } : before;
}

function later(one: Writer | undefined, two: Writer | undefined): Writer | undefined {
  if (one === undefined || two === undefined) return one ?? two;
  if (one.term !== two.term) return one.term > two.term ? one : two;
  return { ...one, isAlone: one.isAlone || two.isAlone };
}
