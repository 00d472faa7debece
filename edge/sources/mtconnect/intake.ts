/** Takes documents of one session: their observations as samples, waveforms, conditions and gaps into the log. */
import { BatchBuilder } from "../../batch/builder.ts";
import { gapEvent } from "../../batch/gap-event.ts";
import { Tally } from "../../batch/tally.ts";
import { EdgeError } from "../../contracts/errors.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import { count } from "../../contracts/path/plugin.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Inlet, LogPosition } from "../../contracts/path/source.ts";
import type { LinkRef } from "../../contracts/plant/tag.ts";
import type { BufferHeader } from "./agent/header.ts";
import type { Conditions } from "./observations/conditions.ts";
import { Numbering } from "./observations/numbering.ts";
import type { Observation } from "./observations/observation.ts";
import { Projector } from "./observations/projector.ts";
import { readStreams, type StreamsTaker } from "./observations/read-streams.ts";
import type { Context, Plan } from "./observations/targets.ts";
import type { Progress, Resumption } from "./progress.ts";

const SAVE_EVERY_MS = 1_000;
const TOOL_EVENTS: ReadonlySet<string> = new Set(["AssetChanged", "AssetRemoved"]);

interface Parts {
  readonly context: Context;
  /** host:port of the agent. */
  readonly place: string;
  readonly plan: Plan;
  readonly isComplete: boolean;
  readonly progress: Progress;
  readonly conditions: Conditions | undefined;
}

export class Intake implements StreamsTaker {
  readonly #parts: Parts;
  readonly samples = new BatchBuilder();
  readonly #tally = new Tally();
  readonly #projector: Projector;
  readonly #numbering: Numbering;
  /** State of the agent when the session began. */
  readonly #began: BufferHeader;
  #openGap: Resumption["lost"];
  #inlet: Inlet | undefined;
  #position: LogPosition = 0;
  #savedMs = Number.NEGATIVE_INFINITY;
  #newestUs: Micros;
  /** Devices that the agent says are not connected to it. */
  readonly #unavailable = new Set<LinkRef>();
  #haveToolsChanged = false;
  /** The document `current` is being read: what the buffer gives again is left out. */
  #isState = false;
  /** Time of the newest observation before this session, whose numbers go on in it; NaN where they do not. */
  readonly #resumedUs: Micros;
  #isImpossible = false;
  /** Lowest number of the present document, with its time. */
  #oldest = { sequence: Number.POSITIVE_INFINITY, time: Number.NaN };
  #taken = 0;

  constructor(parts: Parts, { header, resumption }: { header: BufferHeader; resumption: Resumption }) {
    this.#parts = parts;
    this.#projector = new Projector(this.samples, parts.context);
    this.#numbering = new Numbering(resumption.from, parts.isComplete);
    this.#began = header;
    this.#openGap = resumption.lost;
    this.#newestUs = parts.progress.newestUs;
    this.#resumedUs = resumption.lost === undefined ? this.#newestUs : Number.NaN;
  }

  /** Number of the observation that comes next. */
  get next(): number {
    return this.#numbering.next;
  }

  /** Hands everything over to `inlet` from now on. */
  open(inlet: Inlet): void {
    this.#inlet = inlet;
  }

  /** Whether cutting tools changed since the last call. */
  takeToolsChanged(): boolean {
    const haveChanged = this.#haveToolsChanged;
    this.#haveToolsChanged = false;
    return haveChanged;
  }

  /** Takes the part of the agent's state that the buffer does not give again. Throws XmlError, or EdgeError. */
  state(xml: string): void {
    this.#isState = true;
    this.#read(xml);
    this.#isState = false;
    // Everything before `next` was taken, and is no newer than the newest of it.
    if (this.#isImpossible) throw this.#countsAnew();
    this.#handOver([]);
  }

  /** Takes a document of the buffer; returns the number of its new observations. Throws XmlError, or EdgeError. */
  take(xml: string): number {
    const newestBefore = this.#newestUs;
    this.#read(xml);
    const { missing, repeated, wentBack, next } = this.#numbering.end();
    const { counters } = this.#parts.context;
    if (repeated > 0) count(counters, "repeated", repeated);
    const gaps = [...this.#gapBefore(), ...(missing > 0 ? [this.#gap(newestBefore, missing)] : [])];
    if (wentBack) gaps.push(this.#gap(newestBefore));
    this.#handOver(gaps);
    if (wentBack) throw this.#countsAnew();
    this.#reached(next);
    return this.#taken;
  }

  #countsAnew(): EdgeError {
    const { context, progress, place } = this.#parts;
    count(context.counters, "countedAnew");
    progress.lose();
    return new EdgeError("link-lost", `the MTConnect agent at ${place} counts anew without saying so`);
  }

  /** Passes over one observation that cannot be read. */
  skip(): void {
    count(this.#parts.context.counters, "unreadable");
    this.#handOver([...this.#gapBefore(), this.#gap(this.#newestUs, 1)]);
    this.#numbering.skip();
    this.#reached(this.next);
  }

  /** Ends the session: writes how far it came, after a write that is under way. */
  async finish(signal: AbortSignal): Promise<void> {
    if (this.#inlet === undefined) return;
    this.#giveReceipt(this.#inlet);
    const write = this.#parts.progress.snapshot();
    if (write === undefined) return;
    try {
      await this.#inlet.committed(this.#position, signal);
      await write();
    } catch {
      // The log ended first, and the older file reads more again.
    }
  }

  header(header: BufferHeader): void {
    if (header.instanceId !== this.#began.instanceId)
      throw new EdgeError("link-lost", `the MTConnect agent at ${this.#parts.place} was restarted`);
    this.#numbering.begin(header);
    this.#oldest = { sequence: Number.POSITIVE_INFINITY, time: Number.NaN };
    this.#taken = 0;
  }

  observation(observation: Observation): void {
    const { plan, conditions } = this.#parts;
    const { sequence, time, category, dataItem } = observation;
    const bound = plan.items.get(dataItem);
    if (this.#isState) {
      if (sequence >= this.next) return;
      if (time > this.#resumedUs) this.#isImpossible = true;
    } else if (!this.#numbering.takes(sequence, bound !== undefined && !(time <= bound.newest))) return;
    this.#taken++;
    if (sequence < this.#oldest.sequence) this.#oldest = { sequence, time };
    if (!(time <= this.#newestUs)) this.#newestUs = time;
    if (category === "condition") {
      conditions?.take(observation);
      return;
    }
    if (TOOL_EVENTS.has(observation.level)) this.#haveToolsChanged = true;
    this.#noteAvailability(observation);
    if (bound === undefined) return;
    const isLate = !this.#isState && sequence < this.#began.next;
    this.#projector.take(bound, observation, { isLate, isWhole: this.#isState });
    if (!(time <= bound.newest)) bound.newest = time;
  }

  #noteAvailability(observation: Observation): void {
    const links = this.#parts.plan.availability.get(observation.dataItem) ?? [];
    for (const link of links)
      if (observation.text === "AVAILABLE") this.#unavailable.delete(link);
      else this.#unavailable.add(link);
  }

  /** Reads a whole document, or nothing of it. */
  #read(xml: string): void {
    const before = this.samples.length;
    const newestBefore = this.#newestUs;
    try {
      readStreams(xml, this);
    } catch (error) {
      this.samples.truncate(before);
      this.#projector.waveforms = [];
      this.#parts.conditions?.drop();
      this.#newestUs = newestBefore;
      throw error;
    }
  }

  /** The gap between sessions, which ends with the oldest observation that the agent still had. */
  #gapBefore(): EdgeEvent[] {
    const lost = this.#openGap;
    this.#openGap = undefined;
    if (lost === undefined) return [];
    const { time } = this.#oldest;
    const now = Date.now() * 1000;
    const from = Math.min(lost.from, now);
    const to = time > from ? Math.min(time, now) : now;
    return [gapEvent({ source: this.#parts.context.name, from, to, reason: lost.reason }, now)];
  }

  /** A gap from the newest observation before the present document to the newest in it. */
  #gap(since: Micros, lost?: number): EdgeEvent {
    const now = Date.now() * 1000;
    const from = Number.isNaN(since) ? now : Math.min(since, now);
    const to = this.#newestUs > from ? Math.min(this.#newestUs, now) : now;
    if (lost !== undefined) count(this.#parts.context.counters, "numbersMissing", lost);
    const { name } = this.#parts.context;
    const reason = "source_queue_overflow" as const;
    return gapEvent({ source: name, from, to, reason, ...(lost === undefined ? {} : { lost }) }, now);
  }

  #handOver(gaps: readonly EdgeEvent[]): void {
    const inlet = this.#inlet;
    if (inlet === undefined) return;
    const { context, conditions, plan } = this.#parts;
    // Gaps first: a kill between both may declare too much, never too little.
    if (gaps.length > 0) this.#position = inlet.pushEvents({ events: gaps });
    this.flush();
    for (const block of this.#projector.waveforms.splice(0)) {
      context.counters.received++;
      this.#tally.addWaveform(block.tag, block.start);
      this.#position = inlet.pushWaveform(block);
    }
    conditions?.commit();
    for (const link of plan.links)
      if (this.#unavailable.has(link)) context.links.lost(link, "the agent has no connection to the machine");
      else context.links.heard(link);
    if (this.#tally.isDue(performance.now())) this.#giveReceipt(inlet);
  }

  /** Hands over the samples that were collected. */
  flush(): void {
    if (this.samples.length === 0 || this.#inlet === undefined) return;
    const batch = this.samples.finish(Date.now() * 1000);
    this.#parts.context.counters.received += batch.length;
    this.#tally.add(batch);
    this.#position = this.#inlet.push(batch);
  }

  #giveReceipt(inlet: Inlet): void {
    const numbers = new Map([["sequence", this.next - 1]]);
    inlet.receipt?.({ ...this.#tally.take(performance.now()), numbers });
  }

  /** Everything before `next` is handed over; written down once it is on disk. */
  #reached(next: number): void {
    const { progress, conditions } = this.#parts;
    const now = Date.now() * 1000;
    const newestUs = Number.isNaN(this.#newestUs) ? now : this.#newestUs;
    progress.reached({ instanceId: this.#began.instanceId, next, newestUs });
    if (next >= this.#began.next) conditions?.settle(now);
    if (progress.isWriting || performance.now() - this.#savedMs < SAVE_EVERY_MS) return;
    const write = progress.snapshot();
    if (write === undefined) return;
    this.#savedMs = performance.now();
    void this.#inlet?.committed(this.#position, AbortSignal.timeout(60_000)).then(write, () => undefined);
  }
}
