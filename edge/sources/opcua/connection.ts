/** One client connection: connects, resolves, subscribes, decodes, notices silence. Runs in the worker. */

import type { OPCUACertificateManager } from "node-opcua-certificate-manager";
import { AttributeIds, type OPCUAClient, VariableIds } from "node-opcua-client";
import type { EdgeErrorCode } from "../../contracts/errors.ts";
import type { SourceClock } from "../../contracts/source-clock.ts";
import { findWrongMachines } from "./check-identity.ts";
import { connectReason, createClient, identityOf, type RawSession } from "./client.ts";
import { within } from "./deadline.ts";
import { openFastLane } from "./fast-lane/fast-lane.ts";
import { Intake } from "./intake.ts";
import type { ConnectionPlan, FromWorker, LogLevel } from "./messages.ts";
import { PublishLoop } from "./publish-loop.ts";
import { type MissingItem, type Resolution, resolveItems } from "./resolve-paths.ts";
import { readServerClock } from "./server-clock.ts";
import { type OperationLimits, readLimits } from "./server-limits.ts";
import { type MonitoredItems, subscribeItems } from "./subscriptions.ts";

/** Resolving and subscribing 100,000 items at a slow server; the source's runner gives up after a minute. */
const SETUP_WITHIN_MS = 45_000;
const CLOSE_WITHIN_MS = 1500;
const WATCH_EVERY_MS = 500;
/** Silence after which the client object is thrown away, whatever it is doing to bring the connection back. */
const LEAST_PATIENCE_MS = 10_000;
const CLOCK_EVERY_MS = 30_000;
/** Nodes that were not there are looked for again: servers fill their address space while they start. */
const RETRY_MISSING_MS = 30_000;
const MOST_NAMED = 50;
export type Post = (message: FromWorker, transfer?: ArrayBuffer[]) => void;

interface Server {
  readonly session: RawSession;
  readonly namespaces: readonly string[];
  readonly limits: OperationLimits;
}

interface Opened {
  readonly resolution: Resolution;
  readonly monitored: MonitoredItems;
}

/** A client of one server, from connecting to giving up. Retries nothing but what node-opcua repairs by itself. */
export class Connection {
  readonly #id: number;
  readonly #plan: ConnectionPlan;
  readonly #post: Post;
  readonly #timers: NodeJS.Timeout[] = [];
  #client: OPCUAClient | undefined;
  #store: OPCUACertificateManager | undefined;
  #session: RawSession | undefined;
  #loop: PublishLoop | undefined;
  #intake: Intake | undefined;
  #opened: (Opened & { readonly server: Server }) | undefined;
  #isFast = false;
  #ended = false;

  constructor(id: number, plan: ConnectionPlan, post: Post) {
    this.#id = id;
    this.#plan = plan;
    this.#post = post;
  }

  /** Posts `opened` or `ended`. Never rejects. */
  async open(): Promise<void> {
    try {
      const server = await this.#connect();
      const subscribed = await within(SETUP_WITHIN_MS, `${this.#plan.endpoint}: reading the address space took longer than ${SETUP_WITHIN_MS / 1000} s`, this.#subscribe(server));
      if (this.#ended) return;
      const { resolution, monitored } = subscribed;
      this.#opened = { ...subscribed, server };
      const slowest = slowestKeepAlive(monitored, this.#plan);
      this.#post({
        kind: "opened",
        id: this.#id,
        report: { items: monitored.monitored, missing: resolution.missing.length + monitored.missing.length, slower: monitored.slower, keepAliveMs: slowest, fastLane: this.#isFast ? "on" : "off" },
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
    if (this.#opened === undefined || this.#ended) return;
    const { server, resolution, monitored } = this.#opened;
    this.#publish(server.session, monitored);
    this.#watch(server, { slowest: slowestKeepAlive(monitored, this.#plan), missing: [...resolution.missing, ...monitored.missing] });
    void this.#checkIdentity(server, resolution);
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
    await within(connectTimeoutMs, late, made.client.connect(endpoint));
    if (this.#ended) throw new Error("closed while connecting");
    this.#followClient(made.client);
    const session = (await within(connectTimeoutMs, late, made.client.createSession(identityOf(this.#plan)))) as RawSession;
    this.#session = session;
    this.#followSession(session);
    const answer = await within(connectTimeoutMs, late, session.read({ nodeId: `i=${VariableIds.Server_NamespaceArray}`, attributeId: AttributeIds.Value }));
    const namespaces: unknown = answer.value?.value;
    if (!Array.isArray(namespaces)) throw new Error(`the server does not tell its namespaces (${answer.statusCode.name})`);
    const limits = await within(connectTimeoutMs, late, readLimits(session));
    this.#isFast = await this.#openFastLane();
    this.#intake = new Intake({ id: this.#id, session, namespaces: namespaces as string[], isSimulated: this.#plan.simulated, isFast: this.#isFast, post: this.#post });
    return { session, namespaces: namespaces as string[], limits };
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
      // A new session has none of our subscriptions, and its server may have other namespace indices: connecting anew resolves every path again.
      if (session.sessionId.toString() !== first) this.#end("link-lost", `${this.#plan.endpoint}: the server was restarted or dropped our session`);
      else this.#resume();
    });
    session.on("session_closed", () => this.#end("link-lost", `${this.#plan.endpoint}: the session was closed`));
  }

  #resume(): void {
    this.#post({ kind: "restored", id: this.#id });
    this.#loop?.resume().catch((error: unknown) => this.#end("link-lost", connectReason(error, this.#plan)));
  }

  async #subscribe(server: Server): Promise<Opened> {
    const resolution = await resolveItems(server.session, this.#plan, server);
    const monitored = await this.#monitor(server, resolution);
    this.#nameMissing([...resolution.missing, ...monitored.missing]);
    if (monitored.slower > 0) this.#log("warn", "the server samples slower than asked; values between are never sent", { items: monitored.slower });
    return { resolution, monitored };
  }

  #monitor(server: Server, { found }: Resolution): Promise<MonitoredItems> {
    return subscribeItems(server.session, found, { keepAliveMs: this.#plan.keepAliveMs, limits: server.limits, handleOf: ({ item }) => this.#intake?.handleFor(item) ?? 0 });
  }

  #nameMissing(missing: readonly MissingItem[]): void {
    if (missing.length === 0) return;
    for (const { item, reason } of missing.slice(0, MOST_NAMED)) this.#log("warn", "tag cannot be read", { path: item.text, reason });
    this.#log("warn", "some tags cannot be read; the others run", { missing: missing.length, of: this.#plan.items.length, named: Math.min(missing.length, MOST_NAMED) });
  }

  #publish(session: RawSession, monitored: MonitoredItems): void {
    this.#loop = new PublishLoop(session, {
      onValues: (notification) => this.#intake?.take(notification),
      onResponse: () => this.#intake?.flush(),
      onMissed: (messages) => {
        const now = Date.now() * 1000;
        this.#post({ kind: "gap", id: this.#id, reason: "source_queue_overflow", from: now, to: now });
        this.#log("error", "notifications were lost: the server no longer holds them", { messages });
      },
      onGone: (reason) => this.#end("link-lost", `${this.#plan.endpoint}: ${reason}`),
    });
    this.#loop.add(monitored.subscriptions);
  }

  #watch(server: Server, state: { slowest: number; missing: readonly MissingItem[] }): void {
    let tickedAt = performance.now();
    this.#every(WATCH_EVERY_MS, () => {
      const now = performance.now();
      // A thread that was stopped itself heard nothing: that is not the server's silence.
      const stoppedMs = Math.max(0, now - tickedAt - 2 * WATCH_EVERY_MS);
      tickedAt = now;
      for (const subscription of this.#loop?.subscriptions ?? []) {
        subscription.heardAt += stoppedMs;
        const silentMs = now - subscription.heardAt;
        if (silentMs > Math.max(3 * subscription.keepAliveMs, LEAST_PATIENCE_MS)) this.#end("link-lost", `${this.#plan.endpoint}: no publish response for ${Math.round(silentMs / 1000)} s`);
      }
    });
    // A server that grants only longer keep-alives is asked for its time instead, so that the link is heard as often as promised.
    const isQuiet = state.slowest > 1.5 * this.#plan.keepAliveMs;
    if (isQuiet) this.#log("info", "the server grants only a longer keep-alive; its clock is read in between", { askedMs: this.#plan.keepAliveMs, grantedMs: state.slowest });
    void this.#readClock(server.session, false);
    this.#every(isQuiet ? this.#plan.keepAliveMs : CLOCK_EVERY_MS, () => void this.#readClock(server.session, isQuiet));
    let missing = state.missing;
    if (missing.length > 0) this.#every(RETRY_MISSING_MS, () => void this.#retryMissing(server, missing).then((still) => (missing = still)));
  }

  async #readClock(session: RawSession, countsAsHeard: boolean): Promise<void> {
    const clock: SourceClock | undefined = await within(CLOSE_WITHIN_MS, "no answer", readServerClock(session)).catch(() => undefined);
    if (clock === undefined || this.#ended) return;
    this.#post({ kind: "clock", id: this.#id, clock });
    if (countsAsHeard) this.#post({ kind: "heard", id: this.#id });
  }

  async #retryMissing(server: Server, missing: readonly MissingItem[]): Promise<readonly MissingItem[]> {
    if (missing.length === 0 || this.#ended) return missing;
    try {
      const resolution = await resolveItems(server.session, { roots: this.#plan.roots, items: missing.map(({ item }) => item) }, server);
      if (resolution.found.length === 0) return resolution.missing;
      const monitored = await this.#monitor(server, resolution);
      this.#loop?.add(monitored.subscriptions);
      this.#log("info", "tags that were missing are read now", { tags: monitored.monitored });
      return [...resolution.missing, ...monitored.missing];
    } catch {
      return missing;
    }
  }

  async #checkIdentity(server: Server, { roots }: Resolution): Promise<void> {
    try {
      for (const wrong of await findWrongMachines(server.session, this.#plan, { ...server, roots })) {
        this.#log("warn", "the machine says it is another one than the config's assetUid; check address and uid", { ...wrong });
      }
    } catch (error) {
      this.#log("debug", "ProductInstanceUri could not be read", { reason: String(error) });
    }
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

  /** Leaves nothing at the server where it still answers, and nothing here in any case. */
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
    if (session !== undefined) await within(CLOSE_WITHIN_MS, "no answer", session.close(true)).catch(() => undefined);
    if (client !== undefined) await within(CLOSE_WITHIN_MS, "no answer", client.disconnect()).catch(() => undefined);
    await store?.dispose().catch(() => undefined);
  }
}

function slowestKeepAlive(monitored: MonitoredItems, plan: ConnectionPlan): number {
  return monitored.subscriptions.reduce((slowest, { keepAliveMs }) => Math.max(slowest, keepAliveMs), plan.keepAliveMs);
}
