/**
 * Three voters, two of which are boxes, in a world with one true time: messages are late, lost, overtaken and cut off,
 * clocks go at rates of their own, disks refuse, processes are killed. Two boxes that may write at one true moment are
 * found exactly, not by samples.
 */
import { Candidate } from "../../../edge/standby/lease/candidate.ts";
import type { LeaseMessage } from "../../../edge/standby/lease/messages.ts";
import { type LeaseTimes, leaseTimes } from "../../../edge/standby/lease/timing.ts";
import { type Grant, NO_GRANT, Voter } from "../../../edge/standby/lease/voter.ts";
import type { Random } from "../../reliability/random.ts";

export const NAMES = ["a", "b", "witness"] as const;
export type Name = (typeof NAMES)[number];
const BOXES = ["a", "b"] as const;
const TICK_MS = 20;

/** A time in which a box may write, in true ms. */
export interface Writing {
  readonly box: Name;
  readonly term: number;
  readonly from: number;
  to: number;
  /** Terms that this box was told to be of the last writer, and what that one was. */
  readonly before: { readonly term: number; readonly isAlone: boolean } | undefined;
  /** A majority has this on disk when the box acts by it. */
  isAlone: boolean;
}

interface Node {
  voter: Voter;
  candidate: Candidate | undefined;
  grant: Grant;
  isUp: boolean;
  life: number;
  readonly rate: number;
  zero: number;
  current: Writing | undefined;
}

export interface Faults {
  readonly loss: number;
  readonly mostDelayMs: number;
  readonly diskFails: number;
}

export class LeaseWorld {
  readonly times: LeaseTimes = leaseTimes(2_000);
  readonly writings: Writing[] = [];
  faults: Faults = { loss: 0, mostDelayMs: 5, diskFails: 0 };
  /** Directions in which nothing passes, as `from>to`. */
  readonly cut = new Set<string>();
  now = 0;
  readonly #random: Random;
  readonly #nodes = new Map<Name, Node>();
  readonly #due: { at: number; run: () => void }[] = [];

  constructor(random: Random) {
    this.#random = random;
    for (const name of NAMES) {
      const rate = 0.99 + random() * 0.02;
      this.#nodes.set(name, { rate, grant: NO_GRANT, isUp: false, life: 0 } as Node);
      this.start(name);
    }
  }

  get writer(): Name | undefined {
    return this.writings.find(({ from, to }) => from <= this.now && this.now < to)?.box;
  }

  isUp(name: Name): boolean {
    return this.#node(name).isUp;
  }

  start(name: Name): void {
    const node = this.#node(name);
    if (node.isUp) return;
    node.isUp = true;
    node.life++;
    // A monotonic clock begins anywhere.
    node.zero = this.now - this.#random() * 1e6;
    const now = (): number => (this.now - node.zero) * node.rate;
    const save = (grant: Grant): void => {
      if (this.#random() < this.faults.diskFails) throw new Error("disk");
      node.grant = grant;
    };
    node.voter = new Voter({ name, times: this.times, grant: node.grant, now, save });
    node.candidate = undefined;
    if (name === "witness") return;
    const life = node.life;
    node.candidate = new Candidate({
      box: name,
      times: this.times,
      seenTerm: node.grant.term,
      now,
      random: this.#random,
      send: (message) => {
        for (const to of NAMES) this.#post(name, to, message, life);
      },
    });
    node.candidate.wants = true;
    this.#tick(node, name, life);
  }

  /** The box's writer is not killed with it: it writes until the time that it was given. */
  kill(name: Name): void {
    const node = this.#node(name);
    node.isUp = false;
    node.life++;
    node.current = undefined;
  }

  setAlone(name: Name, isAlone: boolean): void {
    const node = this.#node(name);
    if (!node.isUp) return;
    node.candidate?.setAlone(isAlone);
    this.#look(node, name);
  }

  release(name: Name): void {
    const node = this.#node(name);
    if (!node.isUp) return;
    if (node.current !== undefined) node.current.to = this.now;
    node.current = undefined;
    node.candidate?.release(this.times.leaseMs);
  }

  /** Lets true time pass. */
  run(ms: number): void {
    const end = this.now + ms;
    while (this.#due.length > 0 && (this.#due[0] as { at: number }).at <= end) {
      const { at, run } = this.#due.shift() as { at: number; run: () => void };
      this.now = at;
      run();
    }
    this.now = end;
  }

  #node(name: Name): Node {
    return this.#nodes.get(name) as Node;
  }

  #tick(node: Node, name: Name, life: number): void {
    if (node.life !== life) return;
    node.candidate?.tick();
    this.#look(node, name);
    this.#after(TICK_MS * (0.5 + this.#random()), () => this.#tick(node, name, life));
  }

  #look(node: Node, name: Name): void {
    const { candidate } = node;
    if (candidate === undefined) return;
    const won = candidate.takeWon();
    if (won !== undefined) {
      const before = won.before && { term: won.before.term, isAlone: won.before.isAlone };
      node.current = { box: name, term: won.term, from: this.now, to: this.now, before, isAlone: true };
      this.writings.push(node.current);
    }
    if (node.current === undefined) return;
    const until = node.zero + candidate.writesUntil / node.rate;
    if (until > this.now) {
      node.current.to = Math.max(node.current.to, until);
      node.current.isAlone = candidate.isKnownAlone;
    } else if (candidate.term === undefined) node.current = undefined;
  }

  #post(from: Name, to: Name, message: LeaseMessage, life: number): void {
    if (from !== to && (this.#random() < this.faults.loss || this.cut.has(`${from}>${to}`))) return;
    const delay = from === to ? this.#random() : this.#random() ** 3 * this.faults.mostDelayMs;
    this.#after(delay, () => {
      if (from !== to && this.cut.has(`${from}>${to}`)) return;
      this.#arrive(from, to, message, life);
    });
  }

  #arrive(from: Name, to: Name, message: LeaseMessage, life: number): void {
    const node = this.#node(to);
    if (!node.isUp) return;
    // What a process sent to itself dies with it.
    if (from === to && node.life !== life) return;
    if (message.kind === "ask") this.#post(to, from, node.voter.answer(message), node.life);
    else if (message.kind === "release") node.voter.release(message);
    else {
      node.candidate?.hear(message);
      this.#look(node, to);
    }
  }

  #after(ms: number, run: () => void): void {
    const at = this.now + ms;
    let index = this.#due.length;
    while (index > 0 && (this.#due[index - 1] as { at: number }).at > at) index--;
    this.#due.splice(index, 0, { at, run });
  }
}

/** Pairs of writings of two boxes, or of two lives of one box, that overlap in true time. */
export function overlapsIn(writings: readonly Writing[]): string[] {
  const found: string[] = [];
  const sorted = [...writings].sort((one, two) => one.from - two.from);
  for (const [at, one] of sorted.entries())
    for (const two of sorted.slice(at + 1)) {
      if (two.from >= one.to) continue;
      found.push(`${one.box}/${one.term} until ${one.to} and ${two.box}/${two.term} from ${two.from}`);
    }
  return found;
}

/** Writings whose beginning knew less of the writing before it than was so. */
export function unknownIn(writings: readonly Writing[]): string[] {
  return writings.flatMap((writing, at) => {
    const last = writings[at - 1];
    if (last === undefined) return [];
    const isKnown = writing.before !== undefined && writing.before.term >= last.term;
    const knowsAlone = !last.isAlone || writing.before?.isAlone === true;
    return isKnown && knowsAlone ? [] : [JSON.stringify({ last, writing })];
  });
}

export { BOXES };
