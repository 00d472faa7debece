/**
 * Whether commits wait for the standby. The order makes it safe: commits wait before the others are told that this
 * writer is not alone, and a majority has on disk that it is alone before a commit does not wait (rules SB8, SB9).
 */
import type { DiskEnd, StandbyView } from "../../contracts/path/write-gate.ts";
import type { Candidate } from "../lease/candidate.ts";
import { isBefore } from "../replicate/segments.ts";
import type { Sender } from "../replicate/sender.ts";
import type { WriterProcess } from "./writer-process.ts";

/** Share of the lease for which a commit waits for a standby that is connected. */
const WAIT = 0.5;
/** A standby that is no further behind can be waited for. */
const CLOSE_MS = 400;

export interface PairingOptions {
  readonly mode: "replicated" | "declared";
  readonly leaseMs: number;
  readonly candidate: Pick<Candidate, "setAlone" | "isKnownAlone">;
  readonly writer: Pick<WriterProcess, "wait" | "acknowledged">;
  readonly now: () => number;
}

type Stage = "alone" | "joining" | "paired" | "leaving";

export class Pairing {
  readonly #options: PairingOptions;
  #stage: Stage = "alone";
  #aloneSince: number;
  #serial = 0;
  /** What has to be at the standby before this writer is not alone. */
  #joinsAt: DiskEnd | undefined;
  #committed: DiskEnd = { number: 0, bytes: 0 };
  #sender: Pick<Sender, "isWhole" | "acknowledged"> | undefined;
  /** The oldest commit that the standby does not have. */
  #oldest: { readonly end: DiskEnd; readonly at: number } | undefined;

  constructor(options: PairingOptions) {
    this.#options = options;
    this.#aloneSince = options.now();
  }

  get committed(): DiskEnd {
    return this.#committed;
  }

  /** The other box has, or will have before it is acknowledged, everything. */
  get isPaired(): boolean {
    return this.#stage === "paired";
  }

  get aloneMs(): number {
    return this.#stage === "paired" ? 0 : this.#options.now() - this.#aloneSince;
  }

  get behindMs(): number {
    return this.#oldest === undefined ? 0 : this.#options.now() - this.#oldest.at;
  }

  get behindBytes(): number | undefined {
    if (this.#sender?.isWhole !== true) return undefined;
    const there = this.#sender.acknowledged;
    const { number, bytes } = this.#committed;
    return number === there.number ? Math.max(0, bytes - there.bytes) : bytes;
  }

  get figures(): Pick<StandbyView, "aloneMs" | "behindBytes" | "behindMs"> {
    return { aloneMs: this.aloneMs, behindBytes: this.behindBytes, behindMs: this.behindMs };
  }

  use(sender: Pick<Sender, "isWhole" | "acknowledged"> | undefined): void {
    this.#sender = sender;
    this.look();
  }

  commit(end: DiskEnd): void {
    this.#committed = end;
    this.#oldest ??= { end, at: this.#options.now() };
  }

  /** The writer's process says that its commits wait. */
  waits(serial: number): void {
    if (serial !== this.#serial || this.#stage !== "joining") return;
    this.#joinsAt = this.#committed;
    this.look();
  }

  /** Call it after each change, and every few ms. */
  look(): void {
    const { mode, leaseMs, candidate, writer, now } = this.#options;
    this.#hear();
    if (mode === "declared") {
      if (this.#sender?.isWhole === true) this.#aloneSince = now();
      return;
    }
    const isThere = this.#sender?.isWhole === true && this.behindMs < leaseMs * WAIT;
    if (this.#stage === "alone" && isThere && this.behindMs < CLOSE_MS) {
      this.#stage = "joining";
      this.#joinsAt = undefined;
      writer.wait(true, ++this.#serial);
    } else if ((this.#stage === "joining" || this.#stage === "paired") && !isThere) {
      this.#stage = "leaving";
      candidate.setAlone(true);
    }
    if (this.#stage === "joining" && this.#joinsAt !== undefined && this.#has(this.#joinsAt)) {
      this.#stage = "paired";
      candidate.setAlone(false);
    }
    if (this.#stage === "leaving" && candidate.isKnownAlone) {
      this.#stage = "alone";
      this.#aloneSince = now();
      writer.wait(false, ++this.#serial);
    }
  }

  #hear(): void {
    const there = this.#sender?.acknowledged;
    if (there === undefined || this.#oldest === undefined || isBefore(there, this.#oldest.end)) return;
    this.#options.writer.acknowledged(there);
    this.#oldest = isBefore(there, this.#committed) ? { end: this.#committed, at: this.#options.now() } : undefined;
  }

  #has(end: DiskEnd): boolean {
    return this.#sender !== undefined && !isBefore(this.#sender.acknowledged, end);
  }
}
