/** One client connection: connects, resolves, subscribes, decodes, notices silence. Runs in the worker. */
import type { OPCUACertificateManager } from "node-opcua-certificate-manager";
import { AttributeIds, type OPCUAClient, VariableIds } from "node-opcua-client";
import type { EdgeErrorCode } from "../../contracts/errors.ts";
import type { SourceClock } from "../../contracts/source-clock.ts";
import { nameWrongMachines } from "./check-identity.ts";
import { breakSocket, connectReason, createClient, identityOf, type RawSession } from "./client.ts";
import { EventReader } from "./conditions.ts";
import { within } from "./deadline.ts";
import { openFastLane } from "./fast-lane/fast-lane.ts";
import { GapFiller } from "./gap-filler.ts";
import { Intake } from "./intake.ts";
import type { ConnectionPlan, FromWorker, LogLevel, OpenOrder, SubscriptionMark } from "./messages.ts";
import { MissingItems } from "./missing-items.ts";
import { PublishLoop } from "./publish-loop.ts";
import { type MissingItem, resolveItems } from "./resolve-paths.ts";
import { readServerClock } from "./server-clock.ts";
import { readLimits } from "./server-limits.ts";
import { convertUnits } from "./server-units.ts";
import { type Server, type SetUp, type SetUpOptions, setUp, takenUntil } from "./set-up.ts";
import { heldOf, slowestKeepAlive } from "./subscriptions.ts";
import { readServerStart } from "./transfer.ts";
import { startWatchdog } from "./watchdog.ts";

/** Resolving and subscribing 100,000 items at a slow server; the source's runner gives up after a minute. */
const SETUP_WITHIN_MS = 45_000;
const CLOSE_WITHIN_MS = 1500;
const CLOCK_EVERY_MS = 30_000;
export type Post = (message: FromWorker, transfer?: ArrayBuffer[]) => void;

/** A client of one server, from connecting to giving up. Retries nothing but what node-opcua repairs by itself. */
export class Connection {
  readonly #id: number;
  readonly #plan: ConnectionPlan;
  readonly #order: OpenOrder;
  readonly #post: Post;
  readonly #timers: NodeJS.Timeout[] = [];
  #client: OPCUAClient | undefined;
  #store: OPCUACertificateManager | undefined;
  #session: RawSession | undefined;
  #loop: PublishLoop | undefined;
  #intake: Intake | undefined;
  #gaps: GapFiller | undefined;
  #missing: MissingItems | undefined;
  #events: EventReader | undefined;
  #opened: (SetUp & { readonly server: Server }) | undefined;
  /** Whether the server gives subscriptions to a later session; if not, closing deletes them. */
  #keepsSubscriptions = true;
  #isFast = false;
  #ended = false;

  constructor(order: OpenOrder, post: Post) {
    this.#id = order.id;
    this.#plan = order.plan;
    this.#order = order;
    this.#post = post;
  }

  /** Posts `opened` or `ended`. Never rejects. */
  async open(): Promise<void> {
    try {
      const server = await this.#connect();
      const opened = await within(SETUP_WITHIN_MS, `${this.#plan.endpoint}: reading the address space took longer than ${SETUP_WITHIN_MS / 1000} s`, this.#subscribe(server));
      if (this.#ended) return;
      this.#opened = { ...opened, server };
      const { missing, slower, isResumed } = opened;
      this.#post({
        kind: "opened",
        id: this.#id,
        report: {
          items: this.#plan.items.length - missing.length,
          missing: missing.length,
          slower,
          keepAliveMs: slowestKeepAlive(opened.subscriptions, this.#plan.keepAliveMs),
          fastLane: this.#isFast ? "on" : "off",
          resumed: isResumed,
        },
      });
    } catch (error) {
      this.#end("connect-failed", connectReason(error, this.#plan));
    } finally {
      // What was still being made when the end came.
      if (this.#ended) await this.#discard();
    }
  }

  /** Starts taking values. Called once, after `opened`. */
  start(): void {
    const opened = this.#opened;
    if (opened === undefined || this.#ended) return;
    const { server } = opened;
    const loop = this.#publish(server.session);
    this.#events = new EventReader({ id: this.#id, ...server, post: this.#post, subscriptions: () => loop.subscriptions });
    // A subscription that goes on has messages to be sent again before new ones.
    if (opened.isResumed) loop.pause();
    loop.add(opened.subscriptions);
    this.#tellHeld(server, opened.missing);
    const known = this.#order.resume?.owed ?? [];
    for (const span of known) this.#gaps?.fill(span);
    for (const span of opened.owed) this.#gaps?.owe(span);
    if (opened.isResumed) this.#resume();
    this.#watch(server, opened);
    this.#events?.refresh();
    if (opened.roots !== undefined) void nameWrongMachines(server.session, this.#plan, { ...server, roots: opened.roots }, this.#optionsFor(server).log);
  }

  /** Everything up to these marks is on disk. */
  acknowledge(marks: readonly SubscriptionMark[]): void {
    this.#loop?.acknowledge(marks);
  }

  /** Closes the session at the server and posts `closed`. Never rejects. */
  async close(): Promise<void> {
    this.#ended = true;
    await this.#discard();
    this.#post({ kind: "closed", id: this.#id });
  }

  async #connect(): Promise<Server> {
    const { endpoint, connectTimeoutMs } = this.#plan;
    const made = await createClient(this.#plan);
    this.#client = made.client;
    this.#store = made.store;
    const late = `no answer within ${connectTimeoutMs / 1000} s; check that an OPC UA server listens there`;
    // The library's own timeouts do not cover every hostile or half-dead server.
    const inTime = <T>(answer: Promise<T>): Promise<T> => within(connectTimeoutMs, late, answer);
    await inTime(made.client.connect(endpoint));
    if (this.#ended) throw new Error("closed while connecting");
    this.#followClient(made.client);
    const session = (await inTime(made.client.createSession(identityOf(this.#plan)))) as RawSession;
    this.#session = session;
    this.#followSession(session);
    const answer = await inTime(session.read({ nodeId: `i=${VariableIds.Server_NamespaceArray}`, attributeId: AttributeIds.Value }));
    const namespaces: unknown = answer.value?.value;
    if (!Array.isArray(namespaces)) throw new Error(`the server does not tell its namespaces (${answer.statusCode.name})`);
    const limits = await inTime(readLimits(session));
    this.#isFast = await this.#openFastLane();
    return { session, namespaces: namespaces as string[], limits, start: await inTime(readServerStart(session)) };
  }

  async #openFastLane(): Promise<boolean> {
    if (this.#plan.fastLane === "off") return false;
    const lane = await openFastLane();
    if (lane !== "on") this.#log("warn", "the fast lane is off: the library decodes every value itself", { reason: lane.off });
    return lane === "on";
  }

  #followClient(client: OPCUAClient): void {
    client.on("connection_lost", () => {
      if (this.#ended) return;
      this.#loop?.pause();
      this.#post({ kind: "lost", id: this.#id, reason: `connection to ${this.#plan.endpoint} was lost` });
    });
    client.on("close", () => this.#end("link-lost", `${this.#plan.endpoint}: the connection was closed`));
  }

  #followSession(session: RawSession): void {
    const first = session.sessionId.toString();
    session.on("session_restored", () => {
      if (this.#ended) return;
      // A new session may be one of a server with other namespace indices: connecting anew transfers the subscriptions or resolves every path again.
      if (session.sessionId.toString() !== first) this.#end("link-lost", `${this.#plan.endpoint}: the server was restarted or dropped our session`);
      else this.#resume();
    });
    session.on("session_closed", () => this.#end("link-lost", `${this.#plan.endpoint}: the session was closed`));
  }

  #resume(): void {
    this.#post({ kind: "restored", id: this.#id });
    this.#events?.refresh();
    this.#loop?.resume().catch((error: unknown) => this.#end("link-lost", connectReason(error, this.#plan)));
  }

  /** Makes what takes values in, then the subscriptions: the first values may come before this returns. */
  async #subscribe(server: Server): Promise<SetUp> {
    const { resume } = this.#order;
    const { session, start, namespaces } = server;
    const intake = new Intake({
      ...{ id: this.#id, session, namespaces, items: this.#plan.items, isSimulated: this.#plan.simulated, isFast: this.#isFast, post: this.#post },
      since: (resume === undefined ? undefined : takenUntil(resume)) ?? Date.now() * 1000,
      onNodeGone: (ref) => this.#missing?.vanished(ref),
      onOverflow: (span) => this.#post({ kind: "settled", id: this.#id, owed: span, left: [span] }),
    });
    this.#intake = intake;
    this.#gaps = new GapFiller({
      ...{ id: this.#id, session, intake, post: this.#post, limit: server.limits.history, serverStart: start },
      resolve: () => resolveItems(session, this.#plan, server),
      isOver: () => this.#ended,
    });
    const made = await setUp(server, this.#optionsFor(server));
    this.#keepsSubscriptions = !made.isTransferForbidden;
    return made;
  }

  #optionsFor(server: Server): SetUpOptions {
    const log: SetUpOptions["log"] = (level, text, fields) => this.#log(level, text, fields);
    return {
      ...{ order: this.#order, log, handleOf: ({ item }) => this.#intake?.handleFor(item) ?? 0 },
      convert: async (items) => this.#intake && convertUnits(server, items, this.#intake, log),
    };
  }

  /** Main keeps what the server holds for us, for the next connection. */
  #tellHeld(server: Server, missing: readonly MissingItem[]): void {
    const subscriptions = [...(this.#loop?.subscriptions ?? [])].map(heldOf);
    const absent = new Set(missing.map(({ item }) => item));
    const places = this.#plan.items.flatMap((item, place) => (absent.has(item) ? [place] : []));
    this.#post({ kind: "subscribed", id: this.#id, held: { plan: this.#plan.key, serverStart: server.start, subscriptions, missing: places } });
  }

  #publish(session: RawSession): PublishLoop {
    this.#loop = new PublishLoop(session, {
      onValues: (notification) => this.#intake?.take(notification),
      onEvents: ({ events }) => this.#events?.take(events ?? []),
      onResponse: (mark) => this.#intake?.flush(mark),
      onMissed: ({ messages, from, to }) => {
        this.#log("warn", "notifications were lost: the server no longer holds them", { messages });
        this.#gaps?.owe({ from, to, reason: "source_queue_overflow" });
      },
      onGone: (reason) => this.#end("link-lost", `${this.#plan.endpoint}: ${reason}`),
    });
    return this.#loop;
  }

  #watch(server: Server, opened: SetUp): void {
    const watchdog = startWatchdog({
      subscriptions: () => this.#loop?.subscriptions ?? [],
      onSilent: (silentMs) => this.#breakSilence(silentMs),
      onDead: (silentMs) => this.#end("link-lost", `${this.#plan.endpoint}: no publish response for ${Math.round(silentMs / 1000)} s`),
    });
    this.#timers.push(watchdog);
    // A server that grants only longer keep-alives is asked for its time instead, so that the link is heard as often as promised.
    const slowest = slowestKeepAlive(opened.subscriptions, this.#plan.keepAliveMs);
    const isQuiet = slowest > 1.5 * this.#plan.keepAliveMs;
    if (isQuiet) this.#log("info", "the server grants only a longer keep-alive; its clock is read in between", { askedMs: this.#plan.keepAliveMs, grantedMs: slowest });
    void this.#readClock(server.session, false);
    this.#every(isQuiet ? this.#plan.keepAliveMs : CLOCK_EVERY_MS, () => void this.#readClock(server.session, isQuiet));
    const missing = new MissingItems(server, opened.missing, {
      setUp: this.#optionsFor(server),
      onFound: (subscriptions, still) => {
        this.#loop?.add(subscriptions);
        this.#tellHeld(server, still);
      },
      isOver: () => this.#ended,
    });
    this.#timers.push(missing.timer);
    this.#missing = missing;
  }

  /** The socket of a half-open link is broken by us: node-opcua then opens another and brings the same session back. */
  #breakSilence(silentMs: number): void {
    if (this.#ended) return;
    this.#post({ kind: "lost", id: this.#id, reason: `no publish response from ${this.#plan.endpoint} for ${(silentMs / 1000).toFixed(1)} s` });
    if (this.#client !== undefined) breakSocket(this.#client);
  }

  async #readClock(session: RawSession, countsAsHeard: boolean): Promise<void> {
    const clock: SourceClock | undefined = await within(CLOSE_WITHIN_MS, "no answer", readServerClock(session)).catch(() => undefined);
    if (clock === undefined || this.#ended) return;
    this.#post({ kind: "clock", id: this.#id, clock });
    if (countsAsHeard) this.#post({ kind: "heard", id: this.#id, marks: [] });
  }

  #every(ms: number, run: () => void): void {
    this.#timers.push(setInterval(run, ms));
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

  /** Leaves no session at the server where it still answers, and nothing here in any case. The subscriptions stay for the next session. */
  async #discard(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#loop?.stop();
    this.#intake?.stop();
    const session = this.#session;
    const client = this.#client;
    const store = this.#store;
    this.#session = undefined;
    this.#client = undefined;
    this.#store = undefined;
    if (session !== undefined) await within(CLOSE_WITHIN_MS, "no answer", session.close(!this.#keepsSubscriptions)).catch(() => undefined);
    if (client !== undefined) await within(CLOSE_WITHIN_MS, "no answer", client.disconnect()).catch(() => undefined);
    await store?.dispose().catch(() => undefined);
  }
}
