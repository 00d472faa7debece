/** What an uplink knows beyond one connection: where it stands in the log, and what the hub has. */
import type { LogFigures } from "../contracts/fleet/uplink-figures.ts";
import type { LogPosition } from "../contracts/path/source.ts";
import { listSegments } from "../historian/log/segment-file.ts";
import { Budget } from "./budget.ts";
import { Cutter, type CutterOptions, type Frame } from "./cutter.ts";
import { InFlight } from "./in-flight.ts";
import { Lag } from "./lag.ts";
import { Pace } from "./pace.ts";
import { Unread } from "./unread.ts";
import type { UplinkState } from "./uplink-state.ts";
import type { Counts } from "./wire/counts.ts";
import type { Welcome } from "./wire/greeting.ts";

/** How far back lag is measured: longer than history may wait before live values go ahead. */
const LAG_TURNS = 8;

export interface SendingOptions {
  readonly edgeId: string;
  readonly logUid: string;
  readonly epoch: number;
  readonly run: string;
  readonly site: string;
  readonly logDir: string;
  readonly everyMs: number;
  readonly messageBytes: number;
  readonly inFlightBytes: number;
  readonly waveforms: "none" | "all";
  /** Infinity without a budget. */
  readonly bytesPerHour: number;
}

export interface SendingEvents {
  readonly onHole: CutterOptions["onHole"];
  /** The hub has everything before `position` on its disk. */
  onArrived(state: UplinkState): void;
  onState(state: "running" | "waiting", reason?: string): void;
  /** The hub's disk takes nothing: nothing is sent until it does again, which `onState` says. */
  onFull(): void;
  /** The hub has less than it had said. */
  onBehind(head: LogPosition, had: LogPosition): void;
  /** Texts of a tag are cut, because a hub takes no longer ones. */
  onShortened(tagUid: string): void;
  /** The hub cannot read the item here: it counts as lost. */
  onGivenUp(position: LogPosition): void;
  /** The hub sent something beside the log. */
  onSide(topic: string, body: Uint8Array): void;
}

export class Sending {
  readonly options: SendingOptions;
  readonly cutter: Cutter;
  readonly inFlight = new InFlight();
  readonly budget: Budget;
  readonly lag: Lag;
  readonly pace: Pace;
  /** The hub has taken this start, and has not refused it since. */
  wasWelcome = false;
  readonly #events: SendingEvents;
  #state: UplinkState;
  #storeUid: string | undefined;
  #position: LogPosition;
  /** Part of a message's id: JetStream drops what it knows, also where the hub never got it. */
  #attempt = 0;
  #isHubFull = false;
  readonly #unread = new Unread();
  /** What is on its way cannot be sent again as it is. */
  #mustCut = false;
  #givenUp = 0;
  /** A message that was cut and is not sent yet. */
  #next: Frame | undefined;

  constructor(options: SendingOptions, state: UplinkState, events: SendingEvents) {
    this.options = options;
    this.#state = state;
    this.#events = events;
    this.#position = state.position;
    const { logDir: dir, logUid, run, messageBytes, waveforms } = options;
    const { onHole, onShortened } = events;
    this.cutter = new Cutter({ dir, logUid, run, messageBytes, waveforms, onHole, onShortened }, state);
    this.pace = new Pace(messageBytes);
    this.budget = new Budget(options.bytesPerHour, performance.now());
    this.lag = new Lag(LAG_TURNS * options.everyMs);
  }

  get state(): UplinkState {
    return this.#state;
  }

  /** Committed items of the log. */
  get position(): LogPosition {
    return this.#position;
  }

  figures(): LogFigures {
    return {
      position: this.#state.position,
      behind: this.#position - this.#state.position,
      bytesSent: this.budget.spent,
      inFlightBytes: this.inFlight.bytes,
      budgetBytes: this.budget.left(performance.now()),
      attempts: this.#attempt,
      givenUp: this.#givenUp,
    };
  }

  /** First position that the log still has, at most that of the own mark. */
  async oldest(): Promise<LogPosition> {
    return Math.min(this.#state.position, await this.#firstInLog());
  }

  async #firstInLog(): Promise<LogPosition> {
    const [first] = await listSegments(this.options.logDir);
    return first?.firstSeq ?? Number.POSITIVE_INFINITY;
  }

  /** Whether something is not sent yet. */
  get hasMore(): boolean {
    return this.inFlight.hasUnsent || this.#next !== undefined || this.cutter.position < this.#position;
  }

  /** What the log had before this start has waited for as long as lag is measured. */
  begins(position: LogPosition): void {
    this.#position = position;
    this.lag.note(position, performance.now() - LAG_TURNS * this.options.everyMs);
  }

  committed(position: LogPosition): void {
    this.#position = Math.max(this.#position, position);
    this.lag.note(position, performance.now());
  }

  /** What goes next, with an id by which JetStream knows it again; undefined where all was sent. */
  async nextPart(): Promise<{ readonly id: string; readonly bytes: Buffer } | undefined> {
    if (!this.inFlight.hasUnsent) {
      const frame = this.#next ?? (await this.#cut());
      this.#next = undefined;
      if (frame !== undefined) this.inFlight.add(frame);
    }
    const taken = this.inFlight.take();
    if (taken === undefined) return undefined;
    const { frame, part } = taken;
    const { edgeId, run } = this.options;
    // The run is known to this edge and the hub alone: no other edge can take the id before.
    const id = `${edgeId}-${run}-${frame.from}-${frame.to}-${frame.parts.length}-${part}-${this.#attempt}`;
    return { id, bytes: frame.parts[part] as Buffer };
  }

  #cut(): Promise<Frame | undefined> {
    const { position } = this.cutter;
    return this.cutter.next(this.#position, this.pace.messageBytes, this.#unread.mostItems(position));
  }

  heardSide(topic: string, body: Uint8Array): void {
    this.#events.onSide(topic, body);
  }

  report(state: "running" | "waiting", reason?: string): void {
    this.#events.onState(state, reason);
  }

  /** The hub says what it has. Goes on from there. */
  async welcomed({ head, counts, storeUid, chains }: Welcome): Promise<void> {
    this.cutter.useChains(chains === true);
    if (this.#storeUid !== undefined && this.#storeUid !== storeUid) {
      this.cutter.forgetTags();
      this.inFlight.clear();
    }
    this.#storeUid = storeUid;
    this.wasWelcome = true;
    this.#isHubFull = false;
    const { position } = this.#state;
    if (head < position) {
      this.#events.onBehind(head, position);
      this.inFlight.clear();
      this.#arrivedAt(head, counts);
    } else if (this.#state.isUncounted === true || (head > position && position < (await this.#firstInLog()))) {
      // What the hub has cannot be counted again: the count was lost, or those items are gone from the log.
      this.inFlight.clear();
      this.#arrivedAt(head, counts);
    } else this.arrived(head);
    if (!this.inFlight.continues(head)) await this.#goOnFrom(head);
    this.report("running");
  }

  /** Whether a mark is of what welcomed this edge; hubs of earlier versions do not say. */
  isOfStore(storeUid: string | undefined): boolean {
    return storeUid === undefined || this.#storeUid === undefined || storeUid === this.#storeUid;
  }

  /** Nothing of history is sent meanwhile. */
  get isHubFull(): boolean {
    return this.#isHubFull;
  }

  /** The hub says whether its disk takes nothing. True where it takes items again. */
  hubIsFull(isFull: boolean): boolean {
    const isNew = isFull !== this.#isHubFull;
    this.#isHubFull = isFull;
    if (isNew && isFull) this.#events.onFull();
    else if (isNew) this.report("running");
    return isNew && !isFull;
  }

  /** True where this is news. */
  arrived(head: LogPosition): boolean {
    const frame = this.inFlight.arrived(head);
    if (frame !== undefined) this.#arrivedAt(frame.to, frame.counts);
    return frame !== undefined;
  }

  /** Everything that is on its way goes again, from what the hub has. */
  async rewind(): Promise<void> {
    this.#attempt++;
    this.inFlight.again();
    const { position } = this.#state;
    if (this.#mustCut || !this.inFlight.continues(position)) await this.#goOnFrom(position);
  }

  /** The hub cannot read this message, although it came whole. Call `rewind` then. */
  unread({ from, to }: Pick<Frame, "from" | "to">): void {
    const frame = this.inFlight.frames.find((one) => one.from === from && one.to === to);
    if (frame === undefined || from !== this.#state.position) return;
    this.#mustCut = true;
    if (!this.#unread.refused(frame)) return;
    this.cutter.giveUp(from);
    this.#givenUp++;
    this.#events.onGivenUp(from);
    // Counted otherwise after a start, it would be a difference: until it has arrived, the hub's count is taken.
    this.#state = { ...this.#state, isUncounted: true };
    this.#events.onArrived(this.#state);
  }

  close(): Promise<void> {
    return this.cutter.close();
  }

  /**
   * Cuts from the own mark on, which is not after `head`. What the hub has already is cut for the counts alone, so that
   * both can be compared: counts come from the hub only where it has less than it had said.
   */
  async #goOnFrom(head: LogPosition): Promise<void> {
    // Messages are cut otherwise than before, and must not count as the same.
    this.#attempt++;
    this.#mustCut = false;
    this.inFlight.clear();
    this.#next = undefined;
    await this.cutter.seek(this.#state.position, this.#state.counts);
    while (this.cutter.position < head) {
      // What is not sent must not begin a chain.
      this.cutter.beginChain();
      const frame = await this.cutter.next(Math.min(head, this.#position));
      if (frame === undefined) return;
      if (frame.to > head) this.#next = frame;
      else this.#arrivedAt(frame.to, frame.counts);
    }
    if (this.#next === undefined) this.cutter.beginChain();
  }

  #arrivedAt(position: LogPosition, counts: Counts): void {
    const { starts } = this.#state;
    this.#state = { starts, position, counts };
    this.#unread.arrived(position);
    this.#events.onArrived(this.#state);
  }
}
