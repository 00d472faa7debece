/**
 * The keeper of a box: has its vote, asks for the lease, follows the other box while that one writes, and lets the
 * writer's process go while this box has the lease. A process of its own, so that nothing the writer does delays a
 * renewal (rules SB6 to SB10, SB15 to SB18).
 */
import { randomInt } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { reasonOf } from "../../contracts/errors.ts";
import type { DiskEnd } from "../../contracts/path/write-gate.ts";
import { inLog, type RunningJob, startJob } from "../../observe/jobs.ts";
import { Candidate, type Won } from "../lease/candidate.ts";
import { leaseTimes } from "../lease/timing.ts";
import { readVote, voteWriter } from "../lease/vote-file.ts";
import { Voter } from "../lease/voter.ts";
import type { Channel } from "../link/channel.ts";
import { Peers } from "../link/peers.ts";
import { type Served, serve } from "../link/serve.ts";
import { Sender } from "../replicate/sender.ts";
import { ActCopies } from "./act-copies.ts";
import { epochIn, isWhole, markWhole, markWritten, nextEpoch, takeSwitch } from "./box-files.ts";
import type { BoxOptions } from "./box-options.ts";
import { ConfigMatch } from "./config-match.ts";
import { Follower } from "./follower.ts";
import { gapAfter } from "./gap-after.ts";
import { isHandedOver } from "./hand-over.ts";
import { Pairing } from "./pairing.ts";
import { StandbyPage } from "./standby-page.ts";
import { WriterProcess } from "./writer-process.ts";

/** Ticks in a lease. */
const TICKS = 50;
const VIEW_EVERY_MS = 500;
/** A writer has handed its last commits over within this time, or they are declared; a box that ends has less. */
const FLUSH_WITHIN_MS = { switch: 10_000, end: 1_000 };
const FORK_AGAIN_MS = 500;

type Role = "standing by" | "taking over" | "writing" | "stopping";

export class Box {
  readonly #options: BoxOptions;
  readonly #voter: Voter;
  readonly #candidate: Candidate;
  readonly #match: ConfigMatch;
  readonly #ending = new AbortController();
  readonly #ended = Promise.withResolvers<void>();
  #peers: Peers | undefined;
  #served: Served | undefined;
  #tick: RunningJob | undefined;
  #writer: WriterProcess;
  #follower: Follower | undefined;
  #page: StandbyPage | undefined;
  #pairing: Pairing | undefined;
  #sender: Sender | undefined;
  #role: Role = "standing by";
  #isStopping = false;
  #viewedAt = 0;
  readonly #acts = new ActCopies(
    () => this.#sender?.flush() ?? Promise.reject(new Error("the standby is away")),
    (...copied) => this.#writer.copied(...copied),
  );
  /** When the last lease that this box knows of ended, monotonic ms. */
  #freeAt = 0;
  #wasHeld = true;

  constructor(options: BoxOptions) {
    this.#options = options;
    const { dataDir, name, aloneSince } = options;
    mkdirSync(join(dataDir, "standby"), { recursive: true });
    const path = join(dataDir, "standby", "vote.json");
    const [times, now, grant] = [leaseTimes(options.leaseMs), () => performance.now(), readVote(path)];
    this.#voter = new Voter({ name, times, now, aloneSince, grant, save: voteWriter(path) });
    this.#candidate = new Candidate({
      box: name,
      times,
      now,
      random: () => randomInt(2 ** 47) / 2 ** 47,
      seenTerm: Math.max(grant.term, epochIn(dataDir)),
      send: (message) => {
        this.#peers?.send(message);
        if (message.kind === "release") this.#voter.release(message);
        else setImmediate(() => this.#hear(this.#voter.answer(message)));
      },
    });
    this.#match = new ConfigMatch(options);
    this.#writer = this.#fork();
  }

  /** Runs until the signal. Rejects where the box cannot listen. */
  async run(signal: AbortSignal): Promise<void> {
    const { place, key, other, witness, leaseMs, log } = this.#options;
    this.#served = await serve({ place, key, voter: this.#voter, follow: (channel) => this.#follow(channel) });
    this.#peers = new Peers({
      places: new Map([
        [other.name, other.place],
        ["witness", witness],
      ]),
      key,
      leaseMs,
      signal: this.#ending.signal,
      hear: (answer) => this.#hear(answer),
    });
    this.#standBy();
    this.#tick = startJob({ name: "lease", everyMs: leaseMs / TICKS, run: () => this.#look() }, inLog(log));
    signal.addEventListener("abort", () => this.#stop(), { once: true });
    if (signal.aborted) this.#stop();
    await this.#ended.promise;
  }

  #hear(answer: Parameters<Candidate["hear"]>[0]): void {
    this.#candidate.hear(answer);
    this.#look();
  }

  #look(): void {
    const { dataDir, name } = this.#options;
    const [isHeld, { writer }] = [this.#voter.isHeld, this.#voter.known];
    if (this.#wasHeld && !isHeld) this.#freeAt = performance.now();
    this.#wasHeld = isHeld;
    const mayTake = writer === undefined || writer.box === name || isWhole(dataDir);
    const isFree = this.#role === "standing by" && this.#writer.isReady && !this.#isStopping;
    this.#candidate.wants = isFree && mayTake && !isHeld;
    this.#candidate.tick();
    const won = this.#candidate.takeWon();
    if (won !== undefined) this.#takeOver(won).catch((error: unknown) => this.#cannotTakeOver(error));
    if (this.#role !== "writing" && this.#role !== "stopping") return;
    if (this.#candidate.term === undefined) this.#lost();
    else this.#care();
  }

  /** Of the process that writes. */
  #care(): void {
    this.#writer.renew(this.#candidate.writesUntil);
    this.#pairing?.look();
    if (performance.now() - this.#viewedAt < VIEW_EVERY_MS) return;
    this.#viewedAt = performance.now();
    const pairing = this.#pairing as Pairing;
    this.#writer.show({
      isAlone: !pairing.isPaired && this.#sender?.isWhole !== true,
      ...pairing.figures,
      isWitnessed: this.#peers?.isConnected("witness") === true,
      differs: this.#match.lasting,
    });
    if (takeSwitch(this.#options.dataDir) && this.#role === "writing") this.#handOver();
  }

  async #takeOver({ term, before }: Won): Promise<void> {
    const { dataDir, name, log, leaseMs, commit, other } = this.#options;
    this.#role = "taking over";
    const wonAt = performance.now();
    const electedMs = Math.round(wonAt - this.#freeAt);
    await Promise.all([this.#follower?.end(), this.#page?.close()]);
    this.#follower = this.#page = undefined;
    if (this.#candidate.term !== term || (before !== undefined && before.box !== name && !isWhole(dataDir))) {
      this.#candidate.release(leaseMs);
      this.#standBy();
      return;
    }
    const gap = await gapAfter(before, this.#options);
    nextEpoch(dataDir, term);
    markWhole(dataDir, term);
    if (this.#candidate.term !== term) {
      this.#standBy();
      return;
    }
    this.#role = "writing";
    const options = { mode: commit, leaseMs, candidate: this.#candidate, now: () => performance.now() };
    this.#pairing = new Pairing({ ...options, writer: this.#writer });
    const pair = { box: name, other: { name: other.name, url: other.url ?? null } };
    this.#writer.go({ term, writesUntil: this.#candidate.writesUntil, gap, ...pair });
    const preparedMs = Math.round(performance.now() - wonAt);
    log.info({ box: name, term, gap, electedMs, preparedMs }, "standby: this box writes");
  }

  /** The disk refuses, or a file of the copy is damaged: the other box may have the lease at once. */
  #cannotTakeOver(error: unknown): void {
    const { log, leaseMs } = this.#options;
    log.error({ reason: reasonOf(error) }, "standby: this box cannot take over; it is tried again");
    this.#candidate.release(leaseMs);
    this.#standBy();
  }

  /** Kills the writer: its lease is over, or nearly so. */
  #lost(): void {
    this.#options.log.error({}, "standby: the lease was lost; the writer is ended");
    this.#role = "taking over";
    this.#writer.kill();
  }

  #fork(): WriterProcess {
    const { dataDir, fork } = this.#options;
    return new WriterProcess(fork(), join(dataDir, "standby", "until"), {
      committed: (end) => this.#committed(end),
      waits: (serial) => this.#pairing?.waits(serial),
      copy: (serial) => this.#acts.ask(serial),
      read: (config) => this.#match.read(config),
      ended: (code) => void this.#writerEnded(code),
    });
  }

  #committed(end: DiskEnd): void {
    const { term } = this.#candidate;
    // The first commit has the gap of this take-over: a box that was killed before it declares that at its next one.
    if (this.#pairing?.committed.number === 0 && term !== undefined) markWritten(this.#options.dataDir, term);
    this.#pairing?.commit(end);
    this.#sender?.wake();
  }

  async #writerEnded(code: number | null): Promise<void> {
    const { log, leaseMs } = this.#options;
    const isHandedOver = this.#role === "stopping";
    const wasPaired = this.#pairing?.isPaired === true;
    if (isHandedOver) await this.#flush();
    this.#role = "taking over";
    // First the lease: the other box need not wait for this one's connections to end.
    if (this.#candidate.term !== undefined) this.#candidate.release(isHandedOver || wasPaired ? 2 * leaseMs : 0);
    await this.#sender?.close();
    this.#sender = undefined;
    this.#pairing = undefined;
    if (code !== 0 && !this.#isStopping) log.warn({ code }, "standby: the writer's process ended");
    // One that ends at once must not be started in a loop.
    if (!this.#isStopping) await sleep(FORK_AGAIN_MS);
    if (this.#isStopping) {
      await this.#end();
      return;
    }
    this.#writer = this.#fork();
    this.#standBy();
  }

  async #flush(): Promise<void> {
    if (!(await isHandedOver(this.#sender, FLUSH_WITHIN_MS[this.#isStopping ? "end" : "switch"]))) return;
    this.#candidate.setAlone(false);
    // The others hear it before the lease is given back.
    await sleep(this.#options.leaseMs / TICKS);
  }

  /** A planned switch: stops the writer, hands the rest over, and gives the lease back. */
  #handOver(): void {
    const { log } = this.#options;
    if (this.#sender?.isWhole !== true) {
      log.warn({}, "standby: the other box is not a whole copy yet; this one goes on writing");
      return;
    }
    this.#match.sayAtSwitch();
    this.#role = "stopping";
    this.#writer.stop();
  }

  #standBy(): void {
    if (this.#isStopping) return;
    const { name, other, key, dataDir, log, page } = this.#options;
    this.#role = "standing by";
    const knownTerm = (): number => this.#voter.known.term;
    const onWhole = (): void => markWhole(dataDir, knownTerm());
    const of = { box: name, place: other.place, key, dataDir, log, config: this.#match };
    this.#follower ??= new Follower({ ...of, knownTerm, onWhole });
    const writer = () => ({ url: other.url, writes: this.#follower?.isFollowing === true });
    this.#page ??= new StandbyPage({ ...page, writer, differs: () => this.#match.lasting !== undefined });
  }

  /** The other box follows this one; one connection at a time. */
  #follow(channel: Channel): void {
    const { dataDir, log } = this.#options;
    const [term, pairing] = [this.#candidate.term, this.#pairing];
    if ((this.#role !== "writing" && this.#role !== "stopping") || term === undefined || pairing === undefined) {
      channel.close();
      return;
    }
    // Before its first commit the writer may still cut a torn end off its log.
    if (pairing.committed.number === 0) {
      channel.close();
      return;
    }
    void this.#sender?.close();
    const committed = (): DiskEnd => pairing.committed;
    const onChange = (): void => pairing.look();
    const sender = new Sender({ dataDir, channel, term, log, committed, config: this.#match, onChange });
    this.#sender = sender;
    pairing.use(sender);
  }

  #stop(): void {
    this.#isStopping = true;
    if (this.#role === "writing" || this.#role === "stopping") {
      this.#role = "stopping";
      this.#writer.stop();
      return;
    }
    this.#writer.kill();
  }

  async #end(): Promise<void> {
    await this.#tick?.stop();
    this.#ending.abort();
    await Promise.all([this.#follower?.end(), this.#page?.close(), this.#peers?.closed(), this.#served?.close()]);
    this.#ended.resolve();
  }
}
