import { gapEvent } from "../../../batch/gap-event.ts";
import { causeInWords, sentence } from "../../../contracts/alerts/causes.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { EdgeEvent } from "../../../contracts/path/event-batch.ts";
import { count, noteLimit, type SourceContext } from "../../../contracts/path/plugin.ts";
import { NO_TEXTS } from "../../../contracts/path/sample-batch.ts";
import { type Inlet, type LogPosition, type SourceSession, WHOLE_SOURCE } from "../../../contracts/path/source.ts";
import type { SourceClock } from "../../../contracts/path/source-clock.ts";
import type { LinkRef, TagRef } from "../../../contracts/plant/tag.ts";
import { within } from "../../../observe/within.ts";
import type { ServerAnswer, ServerCall } from "../jobs/messages.ts";
import type { BatchMessage, ConnectionPlan, FromWorker, GapPart, SubscriptionMark } from "./messages.ts";
import { noteClock, type ServerMemory } from "./server-memory.ts";
import type { ConnectionListener, WorkerGroup } from "./worker-group.ts";

/** The context of a source without its tags, which the plan contains. */
export type Context = Omit<SourceContext, "bound"> & { readonly linkRefs: readonly LinkRef[] };
/** How long a closing connection may take; the worker's own deadlines for session and client are shorter. */
const CLOSE_WITHIN_MS = 4000;
/** How long the last samples may take to the disk when the session ends. */
const FINISH_WITHIN_MS = 1000;
/** After this number of transfers without publishing, subscriptions are created again. */
const MOST_BARREN = 2;

/** The main thread's side of one connection in a worker. */
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
  readonly #calls = new Map<number, (answer: ServerAnswer) => void>();
  #nextCall = 1;
  #isStranger = false;

  constructor(group: WorkerGroup, context: Context, memory: ServerMemory) {
    this.#group = group;
    this.#context = context;
    this.#memory = memory;
    this.#links = context.linkRefs;
    // Either promise may reject while nothing awaits it.
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
      this.#isStranger = resume === undefined;
      this.#memory.events.resume(resume?.sequences ?? {});
      const { isNew, history, barrenTransfers } = this.#memory;
      const downReason = isNew ? "edge_down_no_history" : "source_down_no_history";
      this.#id = this.#group.open(
        { plan, resume, downReason, history, transfers: barrenTransfers < MOST_BARREN },
        this,
      );
      await this.#opened.promise;
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  async pump(inlet: Inlet, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#id === undefined) return;
    this.#inlet = inlet;
    this.#pumpedInto = inlet;
    if (this.#isStranger) inlet.met?.(new Map([[WHOLE_SOURCE, 0]]));
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
    if (this.#pumpedInto !== undefined)
      await this.#memory.progress.finish(this.#pumpedInto, AbortSignal.timeout(FINISH_WITHIN_MS));
    this.#stop.abort();
    if (this.#id === undefined) return;
    this.#group.close(this.#id);
    await within(CLOSE_WITHIN_MS, `the connection of ${this.#context.name} did not close`, this.#closed.promise);
  }

  /** Calls a method at a condition of the server; never rejects. */
  readonly call = (call: ServerCall): Promise<ServerAnswer> => {
    const id = this.#id;
    if (id === undefined || this.#inlet === undefined) return Promise.resolve({ undone: "it is not connected" });
    const callId = this.#nextCall++;
    return new Promise((resolve) => {
      this.#calls.set(callId, resolve);
      this.#group.call(id, callId, call);
    });
  };

  /** The outcome of unanswered calls is unknown. */
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
      case "receipt":
        this.#inlet?.receipt?.(message.receipt);
        break;
      case "heard":
        this.#heard();
        this.#took(this.#memory.progress.position, message.marks);
        break;
      case "events":
      case "events-missing":
      case "records":
      case "called":
        this.#onEvents(message);
        break;
      case "subscribed":
      case "owed":
      case "settled":
      case "history":
      case "limit":
      case "transferred":
        this.#remember(message);
        break;
      case "opened":
        if (message.report.resumed) this.#memory.barrenTransfers++;
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
        noteClock(this.#memory, message.clock, this.#context);
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

  /** Log lines name the tag, not its ref. */
  #named({ ref, ...fields }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    return typeof ref === "number" ? { tag: this.#tagOf(ref), ...fields } : fields;
  }

  #tagOf(ref: number): string {
    return this.#context.tags.at(ref as TagRef)?.tagUid ?? String(ref);
  }

  #noteInexact({ ref, digits }: Extract<FromWorker, { kind: "inexact" }>): void {
    const what = sentence(causeInWords({ code: "digits-lost", params: { tag: this.#tagOf(ref), digits } }), "en");
    this.#context.counters.lastDrift = what;
    this.#context.log.warn({ what }, "a number is not exact");
  }

  /** Takes messages whose content outlives the connection. */
  #remember(
    message: Extract<FromWorker, { kind: "subscribed" | "owed" | "settled" | "history" | "limit" | "transferred" }>,
  ): void {
    const { counters } = this.#context;
    const { progress } = this.#memory;
    switch (message.kind) {
      case "subscribed":
        progress.subscribed(message.held);
        counters.named.set("missingNodes", message.held.missing.length);
        counters.named.set("tagsWithoutItem", message.missingTags);
        this.#memory.isNew = false;
        break;
      case "owed":
        if (this.#inlet !== undefined) progress.owing(message.open);
        break;
      case "settled":
        if (message.owed.reason === "source_queue_overflow") count(counters, "queueOverflows", message.owed.lost);
        for (const gap of message.left) this.#declare(gap);
        if (this.#inlet !== undefined) progress.owing(message.open);
        break;
      case "history":
        this.#memory.history = message.timestamps === "none" ? undefined : message.timestamps;
        break;
      case "limit":
        noteLimit(counters, message.what, message.detail);
        break;
      case "transferred":
        this.#memory.barrenTransfers = 0;
        break;
    }
  }

  #onEvents(message: Extract<FromWorker, { kind: "events" | "events-missing" | "records" | "called" }>): void {
    const { events } = this.#memory;
    if (message.kind === "called") {
      this.#calls.get(message.callId)?.(message.answer);
      this.#calls.delete(message.callId);
    } else if (this.#inlet !== undefined) {
      if (message.kind === "events") this.#pushEvents(events.take(message.events));
      else if (message.kind === "records") this.#pushEvents(events.takeRecords(message.records));
      else this.#pushEvents([events.missed(message.messages, message.at)]);
    }
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

  /** All samples of these marks lie before `position` in the log. */
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
    const record = { source: this.#context.name, ...(tagUid === undefined ? {} : { tagUid }), ...gap };
    this.#took(inlet.pushEvents({ events: [gapEvent(record, Date.now() * 1000)] }), []);
  }

  #end(error: EdgeError): void {
    for (const link of this.#links) this.#context.links.lost(link, error.message);
    this.#opened.reject(error);
    this.#over.reject(error);
  }
}
