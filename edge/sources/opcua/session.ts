import { uuidv7 } from "../../batch/uuidv7.ts";
import { sayCause, sentence } from "../../contracts/causes.ts";
import { EdgeError } from "../../contracts/errors.ts";
import type { EdgeEvent, GapRecord } from "../../contracts/event-batch.ts";
import { count, type SourceContext } from "../../contracts/plugin.ts";
import { NO_TEXTS } from "../../contracts/sample-batch.ts";
import type { Inlet, LogPosition, SourceSession } from "../../contracts/source.ts";
import type { SourceClock } from "../../contracts/source-clock.ts";
import type { LinkRef, TagRef } from "../../contracts/tag.ts";
import { within } from "../../observe/within.ts";
import type { EventDesk } from "./events/event-desk.ts";
import type { CallAnswer, ConditionCall } from "./events/messages.ts";
import type { BatchMessage, ConnectionPlan, FromWorker, GapPart, SubscriptionMark } from "./messages.ts";
import type { Progress } from "./progress.ts";
import type { ConnectionListener, WorkerGroup } from "./worker-group.ts";

/** What a source is told, without what it binds: the plan has all of that. */
export type Context = Omit<SourceContext, "bound"> & { readonly linkRefs: readonly LinkRef[] };

/** What is known of a server across its sessions. */
export interface ServerMemory {
  /** How far it was taken. */
  readonly progress: Progress;
  readonly events: EventDesk;
  /** No session of this process was open yet: what is missing is missing because the edge was down. */
  isNew: boolean;
  clock: SourceClock;
  isClockFarOff: boolean;
}

/** How long a closing connection may take; the worker's own deadlines for session and client are shorter. */
const CLOSE_WITHIN_MS = 4000;

/** How long what was handed over may take to the disk when the session ends. */
const FINISH_WITHIN_MS = 1000;

/** A server clock further off than this is said in the log: its source times are what everything is stored by. */
const CLOCK_TOLERANCE_US = 1_000_000;

/** One connection in a worker, as the runner sees it. */
export class OpcuaSession implements SourceSession, ConnectionListener {
  readonly #group: WorkerGroup;
  readonly #context: Context;
  readonly #memory: ServerMemory;
  readonly #links: readonly LinkRef[];
  readonly #opened = Promise.withResolvers<void>();
  readonly #over = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<void>();
  #id: number | undefined;
  #inlet: Inlet | undefined;
  #pumpedInto: Inlet | undefined;
  readonly #stop = new AbortController();
  readonly #calls = new Map<number, (answer: CallAnswer) => void>();
  #nextCall = 1;

  constructor(group: WorkerGroup, context: Context, memory: ServerMemory) {
    this.#group = group;
    this.#context = context;
    this.#memory = memory;
    this.#links = context.linkRefs;
    // Each may be rejected while nobody awaits it.
    this.#opened.promise.catch(() => undefined);
    this.#over.promise.catch(() => undefined);
  }

  /** The newest estimate of the server's clock against ours. */
  get clock(): SourceClock {
    return this.#memory.clock;
  }

  async open(plan: ConnectionPlan, signal: AbortSignal): Promise<void> {
    const abort = (): void => this.#opened.reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    try {
      const resume = await this.#memory.progress.resumePoint();
      signal.throwIfAborted();
      this.#memory.events.resume(resume?.sequences ?? {});
      this.#id = this.#group.open({ plan, resume, downReason: this.#memory.isNew ? "edge_down_no_history" : "source_down_no_history" }, this);
      await this.#opened.promise;
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  async pump(inlet: Inlet, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#id === undefined) return;
    this.#inlet = inlet;
    this.#pumpedInto = inlet;
    const abort = (): void => this.#over.resolve();
    signal.addEventListener("abort", abort, { once: true });
    try {
      this.#group.start(this.#id);
      await this.#over.promise;
    } finally {
      signal.removeEventListener("abort", abort);
      this.#inlet = undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#inlet = undefined;
    if (this.#pumpedInto !== undefined) await this.#memory.progress.finish(this.#pumpedInto, AbortSignal.timeout(FINISH_WITHIN_MS));
    this.#stop.abort();
    if (this.#id === undefined) return;
    this.#group.close(this.#id);
    await within(CLOSE_WITHIN_MS, `the connection of ${this.#context.name} did not close`, this.#closed.promise);
  }

  /** Has something done at a condition of the server; never rejects. */
  readonly call = (call: ConditionCall): Promise<CallAnswer> => {
    const id = this.#id;
    if (id === undefined || this.#inlet === undefined) return Promise.resolve({ undone: "it is not connected" });
    const callId = this.#nextCall++;
    return new Promise((resolve) => {
      this.#calls.set(callId, resolve);
      this.#group.call(id, callId, call);
    });
  };

  /** What was asked and not answered: nobody knows. */
  #dropCalls(reason: string): void {
    for (const resolve of this.#calls.values()) resolve({ unknown: reason });
    this.#calls.clear();
  }

  onCrash(error: EdgeError): void {
    this.#dropCalls(error.message);
    this.#opened.reject(error);
    this.#over.reject(error);
    this.#closed.resolve();
  }

  onMessage(message: FromWorker): void {
    const { counters, log, links, report } = this.#context;
    switch (message.kind) {
      case "batch":
        this.#take(message);
        break;
      case "waveform":
        this.#context.counters.received++;
        this.#heard();
        if (this.#inlet !== undefined) this.#took(this.#inlet.pushWaveform(message.block), []);
        break;
      case "heard":
        this.#heard();
        this.#took(this.#memory.progress.position, message.marks);
        break;
      case "events":
      case "records":
      case "called":
        this.#onEvents(message);
        break;
      case "subscribed":
        this.#memory.progress.subscribed(message.held);
        counters.named.set("missingNodes", message.held.missing.length);
        this.#memory.isNew = false;
        break;
      case "owed":
        this.#memory.progress.owe(message.owed);
        break;
      case "settled":
        if (message.owed.reason === "source_queue_overflow") count(counters, "queueOverflows", message.owed.lost);
        for (const gap of message.left) this.#declare(gap);
        if (this.#inlet !== undefined) this.#memory.progress.settle(message.owed);
        break;
      case "opened":
        log.info({ ...message.report }, "OPC UA server connected");
        if (!message.report.resumed) counters.named.set("sampledSlower", message.report.slower);
        this.#opened.resolve();
        break;
      case "lost":
        for (const link of this.#links) links.lost(link, message.reason);
        report({ state: "degraded", since: Date.now(), reason: message.reason });
        break;
      case "restored":
        report({ state: "running", since: Date.now() });
        break;
      case "clock":
        this.#noteClock(message.clock);
        break;
      case "log":
        log[message.level](this.#named(message.fields), message.text);
        break;
      case "inexact":
        this.#noteInexact(message);
        break;
      case "ended":
        this.#end(new EdgeError(message.code, message.reason));
        break;
      case "closed":
        this.#dropCalls("the session was closed");
        this.#closed.resolve();
        break;
    }
  }

  /** What people read names a tag, not its number. */
  #named({ ref, ...fields }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    return typeof ref === "number" ? { tag: this.#tagOf(ref), ...fields } : fields;
  }

  #tagOf(ref: number): string {
    return this.#context.tags.at(ref as TagRef)?.tagUid ?? String(ref);
  }

  #noteInexact({ ref, digits }: Extract<FromWorker, { kind: "inexact" }>): void {
    const what = sentence(sayCause({ code: "digits-lost", params: { tag: this.#tagOf(ref), digits } }), "en");
    this.#context.counters.lastDrift = what;
    this.#context.log.warn({ what }, "a number is not exact");
  }

  #onEvents(message: Extract<FromWorker, { kind: "events" | "records" | "called" }>): void {
    const { events } = this.#memory;
    if (message.kind === "called") {
      this.#calls.get(message.callId)?.(message.answer);
      this.#calls.delete(message.callId);
    } else if (this.#inlet !== undefined) this.#pushEvents(message.kind === "events" ? events.take(message.events) : events.takeRecords(message.records));
  }

  #take(message: BatchMessage): void {
    const inlet = this.#inlet;
    const { counters } = this.#context;
    counters.received += message.received;
    counters.dropped += message.dropped;
    count(counters, "stockDecoded", message.stock);
    count(counters, "inexact", message.inexact);
    this.#heard();
    if (inlet === undefined) return;
    const { length, receivedAt, tags, times, values, statuses, flags, texts } = message;
    const position = inlet.push({ length, receivedAt, tags, times, values, statuses, flags, texts: texts ?? NO_TEXTS });
    this.#took(position, message.marks);
  }

  #heard(): void {
    if (this.#inlet === undefined) return;
    for (const link of this.#links) this.#context.links.heard(link);
  }

  /** Everything of these marks lies before `position` in the log. */
  #took(position: LogPosition, marks: readonly SubscriptionMark[]): void {
    const inlet = this.#inlet;
    const id = this.#id;
    if (inlet === undefined || id === undefined) return;
    const { progress } = this.#memory;
    progress.note(position, marks);
    void progress.advance(inlet, this.#stop.signal, (committed) => this.#group.acknowledge(id, committed));
  }

  #pushEvents(events: readonly EdgeEvent[]): void {
    if (events.length === 0 || this.#inlet === undefined) return;
    const position = this.#inlet.pushEvents({ events });
    this.#memory.progress.counted(this.#memory.events.marks());
    this.#took(position, []);
  }

  #declare({ ref, ...gap }: GapPart): void {
    const inlet = this.#inlet;
    if (inlet === undefined) return;
    const tagUid = ref === undefined ? undefined : this.#context.tags.at(ref as TagRef)?.tagUid;
    const payload: GapRecord = { source: this.#context.name, ...(tagUid === undefined ? {} : { tagUid }), ...gap };
    const position = inlet.pushEvents({ events: [{ eventUid: uuidv7(), type: "gap.declared", time: gap.from, receivedAt: Date.now() * 1000, schema: "gap/1", payload: { ...payload } }] });
    this.#took(position, []);
  }

  #end(error: EdgeError): void {
    for (const link of this.#links) this.#context.links.lost(link, error.message);
    this.#opened.reject(error);
    this.#over.reject(error);
  }

  #noteClock(clock: SourceClock): void {
    this.#memory.clock = clock;
    this.#context.reportClock(clock);
    const isFarOff = Math.abs(clock.offsetUs) - clock.uncertaintyUs > CLOCK_TOLERANCE_US;
    if (isFarOff !== this.#memory.isClockFarOff) this.#context.log.warn({ ...clock }, isFarOff ? "the server's clock differs from the edge's" : "the server's clock agrees with the edge's again");
    this.#memory.isClockFarOff = isFarOff;
  }
}
