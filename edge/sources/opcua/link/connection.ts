/** One client connection: connects, resolves, subscribes, decodes, detects silence. Runs in the worker. */

import type { EdgeErrorCode } from "../../../contracts/errors.ts";
import { type RunningJob, reportedThrough, startJob } from "../../../observe/jobs.ts";
import { within } from "../../../observe/within.ts";
import { ServerEvents } from "../events/server-events.ts";
import { openFastLane } from "../fast-lane/fast-lane.ts";
import type { ServerAnswer, ServerCall } from "../jobs/messages.ts";
import { SETUP_MS_PER_ITEM } from "../limits.ts";
import { Bindings } from "../subscribe/bindings.ts";
import { GapFiller } from "../subscribe/gap-filler.ts";
import { Intake } from "../subscribe/intake.ts";
import type { MissedMessages } from "../subscribe/missing-messages.ts";
import { type OpenedOrder, type OpenedPlan, PlannedItems } from "../subscribe/planned-items.ts";
import { PublishLoop } from "../subscribe/publish-loop.ts";
import { type MissingItem, resolveItems } from "../subscribe/resolve-paths.ts";
import { nameWrongMachines } from "./check-identity.ts";
import { connectReason, type RawSession } from "./client.ts";
import { heldMessage } from "./held-message.ts";
import { Link } from "./link.ts";
import type { LogLevel, OpenOrder, SubscriptionMark } from "./messages.ts";
import { NodeMemory } from "./node-memory.ts";
import type { Post } from "./post.ts";
import { convertUnits } from "./server-units.ts";
import { reportOf, type Server, type SetUp, type SetUpOptions, setUp, takenUntil } from "./set-up.ts";
import { watchServer } from "./watch-server.ts";

/** Limit for resolving and subscribing with a slow server or CPU. The source's runner gives up a little later. */
const SETUP_WITHIN_MS = 45_000;

/** A client of one server, from connecting to giving up. Only node-opcua's own repair retries anything. */
export class Connection {
  readonly #id: number;
  readonly #plan: OpenedPlan;
  readonly #order: OpenedOrder;
  readonly #post: Post;
  readonly #jobs: RunningJob[] = [];
  readonly #nodes: NodeMemory;
  readonly #link: Link;
  #loop: PublishLoop | undefined;
  #intake: Intake | undefined;
  #gaps: GapFiller | undefined;
  #bindings: Bindings | undefined;
  #events: ServerEvents | undefined;
  #opened: (SetUp & { readonly server: Server }) | undefined;
  /** Whether the server transfers subscriptions to a later session; if not, closing deletes them. */
  #keepsSubscriptions = true;
  #isFast = false;
  #ended = false;
  #isTransferred = false;
  /** Monotonic ms of the session's last restoration; infinite while the socket is lost. */
  #backAt = 0;

  constructor(order: OpenOrder, post: Post) {
    this.#id = order.id;
    this.#plan = { ...order.plan, items: new PlannedItems(order.plan.items) };
    this.#order = { ...order, plan: this.#plan };
    this.#post = post;
    this.#nodes = new NodeMemory(this.#plan.items.length);
    this.#link = new Link(order.plan, {
      onLost: (reason) => {
        if (this.#ended) return;
        this.#backAt = Number.POSITIVE_INFINITY;
        this.#loop?.pause();
        post({ kind: "lost", id: order.id, reason });
      },
      onRestored: () => {
        if (!this.#ended) this.#resume();
      },
      onRenewed: () => this.#log("debug", "the secure channel has a new token", {}),
      onEnded: (reason) => this.#end("link-lost", `${order.plan.endpoint}: ${reason}`),
    });
  }

  /** Posts `opened` or `ended`. Never rejects. */
  async open(): Promise<void> {
    try {
      this.#isFast = this.#openFastLane();
      const server = await this.#link.open(this.#isFast);
      const withinMs = SETUP_WITHIN_MS + this.#plan.items.length * SETUP_MS_PER_ITEM;
      const opened = await within(
        withinMs,
        `${this.#plan.endpoint}: making the items took longer than ${withinMs / 1000} s`,
        this.#subscribe(server),
      );
      if (this.#ended) return;
      this.#opened = { ...opened, server };
      this.#post({ kind: "opened", id: this.#id, report: reportOf(opened, this.#plan, this.#isFast) });
    } catch (error) {
      this.#end("connect-failed", connectReason(error, this.#plan));
    } finally {
      // Disposes of parts that were still being created when the connection ended.
      if (this.#ended) await this.#discard();
    }
  }

  /** Starts taking values. Called once, after `opened`. */
  start(): void {
    const opened = this.#opened;
    if (opened === undefined || this.#ended) return;
    const { server } = opened;
    const loop = this.#publish(server.session);
    const { session, namespaces, limits } = server;
    this.#events = new ServerEvents({
      ...{ id: this.#id, plan: this.#plan, session, namespaces, limits, post: this.#post },
      subscriptions: () => loop.subscriptions,
      hold: () => this.#intake?.hold(),
      release: () => this.#intake?.release(),
      onModelChanged: () => this.#bindings?.changed(),
    });
    // A resumed subscription first republishes old messages.
    if (opened.isResumed) loop.pause();
    loop.add(opened.subscriptions);
    this.#reportHeld(server, opened.missing);
    for (const span of opened.owed) this.#gaps?.owe(span);
    this.#gaps?.start();
    if (opened.isResumed) this.#resume();
    this.#watch(server, opened);
    this.#events?.refresh();
    if (opened.roots === undefined) return;
    const found = { ...server, roots: opened.roots };
    void nameWrongMachines(server.session, this.#plan, found, (...said) => this.#log(...said));
  }

  /** Everything up to these marks is on disk. */
  acknowledge(marks: readonly SubscriptionMark[]): void {
    this.#loop?.acknowledge(marks);
  }

  /** Carries out an operator's act at a condition once; an act that was lost with a broken link is never sent again. */
  async call(callId: number, call: ServerCall): Promise<void> {
    const isCut = (): boolean => this.#ended || this.#backAt === Number.POSITIVE_INFINITY;
    const answer: ServerAnswer =
      this.#events === undefined || isCut()
        ? { undone: "the link to the server is cut" }
        : await this.#events.call(call, isCut);
    this.#post({ kind: "called", id: this.#id, callId, answer });
  }

  /** Closes the session at the server and posts `closed`. Never rejects. */
  async close(): Promise<void> {
    this.#ended = true;
    await this.#discard();
    this.#post({ kind: "closed", id: this.#id });
  }

  #openFastLane(): boolean {
    if (this.#plan.fastLane === "off") return false;
    const lane = openFastLane();
    if (lane !== "on")
      this.#log("warn", "the fast lane is off: the library decodes every value itself", { reason: lane.off });
    return lane === "on";
  }

  #resume(): void {
    this.#backAt = performance.now();
    this.#post({ kind: "restored", id: this.#id });
    this.#events?.refresh();
    this.#loop?.resume().catch((error: unknown) => this.#end("link-lost", connectReason(error, this.#plan)));
  }

  /** Creates the intake before the subscriptions, because the first values may come before this returns. */
  async #subscribe(server: Server): Promise<SetUp> {
    const { resume } = this.#order;
    const { session, start, namespaces } = server;
    const intake = new Intake({
      ...{ id: this.#id, session, namespaces, items: this.#plan.items, rings: this.#plan.rings },
      ...{ isSimulated: this.#plan.simulated, isFast: this.#isFast, post: this.#post },
      since: (resume === undefined ? undefined : takenUntil(resume)) ?? Date.now() * 1000,
      onNodeGone: (ref) => this.#bindings?.vanished(ref),
      onModelChanged: () => this.#bindings?.changed(),
      onLost: (span) => this.#gaps?.owe(span),
    });
    this.#intake = intake;
    this.#gaps = new GapFiller({
      ...{ id: this.#id, session, intake, post: this.#post, limit: server.limits.history, serverStart: start },
      ...{ timestamps: this.#order.history, known: resume?.owed ?? [] },
      resolve: (refs) => resolveItems(session, { roots: this.#plan.roots, items: this.#plan.items.of(refs) }, server),
      isOver: () => this.#ended,
    });
    const made = await setUp(server, this.#optionsFor(server));
    this.#keepsSubscriptions = !made.isTransferForbidden;
    return made;
  }

  #optionsFor(server: Server): SetUpOptions {
    const log: SetUpOptions["log"] = (level, text, fields) => this.#log(level, text, fields);
    return {
      ...{ order: this.#order, nodes: this.#nodes, log },
      limit: (what, detail) => this.#post({ kind: "limit", id: this.#id, what, detail }),
      convert: async (items) => (this.#intake === undefined ? [] : convertUnits(server, items, this.#intake, log)),
    };
  }

  /** Reports to main which subscriptions the server holds, for the next connection. */
  #reportHeld(server: Server, missing: readonly MissingItem[]): void {
    const subscriptions = [...(this.#loop?.subscriptions ?? [])];
    this.#post(heldMessage(this.#id, this.#plan, { start: server.start, subscriptions, missing }));
  }

  #publish(session: RawSession): PublishLoop {
    this.#loop = new PublishLoop(session, this.#link.portOf(session), {
      onValues: (notification) => this.#intake?.take(notification),
      onEvents: ({ events }) => this.#events?.take(events ?? []),
      onResponse: (mark) => {
        this.#intake?.flush(mark);
        this.#noteTransfer();
      },
      onMissed: (missed) => this.#miss(missed),
      onGone: (reason) => this.#end("link-lost", `${this.#plan.endpoint}: ${reason}`),
    });
    return this.#loop;
  }

  /** Samples of lost messages are read from history, or declared missing. */
  #miss({ subscription, messages, from, to }: MissedMessages): void {
    this.#log("warn", "notifications were lost: the server no longer holds them", { messages: messages ?? "unknown" });
    if (subscription.isEvents === true) this.#events?.miss(messages, to);
    else {
      const isCertain = messages === undefined ? {} : ({ isCertain: true } as const);
      this.#gaps?.owe({ from, to, reason: "source_queue_overflow", ...isCertain });
    }
  }

  /** Transferred subscriptions count as alive once each of them has published. */
  #noteTransfer(): void {
    if (this.#opened?.isResumed !== true || this.#isTransferred) return;
    this.#isTransferred = [...(this.#loop?.subscriptions ?? [])].every(({ isHeard }) => isHeard);
    if (this.#isTransferred) this.#post({ kind: "transferred", id: this.#id });
  }

  #watch(server: Server, opened: SetUp): void {
    const { endpoint, keepAliveMs } = this.#plan;
    const jobs = watchServer(server.session, opened.subscriptions, {
      keepAliveMs,
      subscriptions: () => this.#loop?.subscriptions ?? [],
      isCut: ({ heardAt }) => heardAt < this.#backAt,
      onSilent: (silentMs) => this.#breakSilence(silentMs),
      onDead: (silentMs) =>
        this.#end("link-lost", `${endpoint}: no publish response for ${Math.round(silentMs / 1000)} s`),
      onMute: () => this.#link.watchSocket(),
      onClock: (clock) => this.#ended || this.#post({ kind: "clock", id: this.#id, clock }),
      onHeard: () => this.#ended || this.#post({ kind: "heard", id: this.#id, marks: [] }),
      log: (...said) => this.#log(...said),
    });
    const onChange = reportedThrough((...said) => this.#log(...said));
    for (const job of jobs) this.#jobs.push(startJob(job, onChange));
    if (this.#intake !== undefined) this.#bindings = this.#follow(server, opened, this.#intake);
  }

  #follow(server: Server, { missing }: SetUp, intake: Intake): Bindings {
    return new Bindings(server, missing, {
      ...{ setUp: this.#optionsFor(server), nodes: this.#nodes, intake },
      subscriptions: () => this.#loop?.subscriptions ?? [],
      onChanged: (subscriptions, still) => {
        this.#loop?.add(subscriptions);
        this.#reportHeld(server, still);
      },
      onLost: (span) => this.#gaps?.owe(span),
      onUnfollowable: (reason) => {
        this.#keepsSubscriptions = false;
        this.#end("link-lost", `${this.#plan.endpoint}: ${reason}`);
      },
      isOver: () => this.#ended,
    });
  }

  #breakSilence(silentMs: number): void {
    if (this.#ended) return;
    this.#backAt = Number.POSITIVE_INFINITY;
    this.#post({
      kind: "lost",
      id: this.#id,
      reason: `no publish response from ${this.#plan.endpoint} for ${(silentMs / 1000).toFixed(1)} s`,
    });
    this.#link.break();
  }

  #log(level: LogLevel, text: string, fields: Readonly<Record<string, unknown>>): void {
    this.#post({ kind: "log", id: this.#id, level, text, fields });
  }

  #end(code: EdgeErrorCode, reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#post({ kind: "ended", id: this.#id, code, reason });
    void this.#discard();
  }

  /** Leaves the subscriptions to the next session, where the server can transfer them. */
  async #discard(): Promise<void> {
    for (const job of this.#jobs) void job.stop();
    this.#bindings?.stop();
    this.#loop?.stop();
    this.#intake?.stop();
    await this.#link.close(!this.#keepsSubscriptions);
  }
}
