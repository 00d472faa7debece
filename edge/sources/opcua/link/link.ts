/** Client and session of one server, from connecting to giving up. Runs in the worker. */
import type { OPCUACertificateManager } from "node-opcua-certificate-manager";
import { AttributeIds, type OPCUAClient, VariableIds } from "node-opcua-client";
import { within } from "../../../observe/within.ts";
import { laneTransports } from "../fast-lane/lane-transport.ts";
import { PublishLane } from "../fast-lane/publish-lane.ts";
import { type PublishPort, SessionPort } from "../subscribe/publish-port.ts";
import { readServerStart } from "../subscribe/transfer.ts";
import { breakSocket, createClient, identityOf, letSocketRest, type RawSession, watchSocket } from "./client.ts";
import type { ConnectionPlan } from "./messages.ts";
import { readLimits } from "./server-limits.ts";
import type { Server } from "./set-up.ts";

const CLOSE_WITHIN_MS = 1500;

export interface LinkListener {
  /** The socket is gone; node-opcua tries to restore the session. */
  onLost(reason: string): void;
  /** The same session is back over a new socket. */
  onRestored(): void;
  /** The secure channel has a new token. */
  onRenewed(): void;
  /** Only a new client helps. May be called more than once. */
  onEnded(reason: string): void;
}

type LinkPlan = Omit<ConnectionPlan, "items">;

export class Link {
  readonly #plan: LinkPlan;
  readonly #listener: LinkListener;
  #client: OPCUAClient | undefined;
  #store: OPCUACertificateManager | undefined;
  #session: RawSession | undefined;
  /** Publishes past the library. */
  #lane: PublishLane | undefined;
  #isClosed = false;

  constructor(plan: LinkPlan, listener: LinkListener) {
    this.#plan = plan;
    this.#listener = listener;
  }

  /**
   * Throws the library's error, or one that there was no answer in time. `isFast`: the fast lane is on in this thread.
   */
  async open(isFast: boolean): Promise<Server> {
    const { endpoint, connectTimeoutMs, mode } = this.#plan;
    // Only the library can open signed or encrypted chunks.
    if (isFast && mode === "none") this.#lane = new PublishLane();
    const made = await createClient(this.#plan, {
      transportFactory: this.#lane === undefined ? undefined : laneTransports(this.#lane),
    });
    this.#client = made.client;
    this.#store = made.store;
    const late = `no answer within ${connectTimeoutMs / 1000} s; check that an OPC UA server listens there`;
    // The library's own timeouts do not cover every hostile or half-dead server.
    const inTime = <T>(answer: Promise<T>): Promise<T> => within(connectTimeoutMs, late, answer);
    await inTime(made.client.connect(endpoint));
    if (this.#isClosed) throw new Error("closed while connecting");
    this.#followClient(made.client);
    const session = (await inTime(made.client.createSession(identityOf(this.#plan)))) as RawSession;
    this.#session = session;
    this.#followSession(session);
    const answer = await inTime(
      session.read({ nodeId: `i=${VariableIds.Server_NamespaceArray}`, attributeId: AttributeIds.Value }),
    );
    const namespaces: unknown = answer.value?.value;
    if (!Array.isArray(namespaces))
      throw new Error(`the server does not report its namespaces (${answer.statusCode.name})`);
    const limits = await inTime(readLimits(session));
    letSocketRest(made.client);
    return { session, namespaces: namespaces as string[], limits, start: await inTime(readServerStart(session)) };
  }

  /** The port for publish requests of this session. */
  portOf(session: RawSession): PublishPort {
    return this.#lane?.portOf(session) ?? new SessionPort(session);
  }

  /** Without anything that publishes, the socket itself has to show whether the link is alive. */
  watchSocket(): void {
    if (this.#client !== undefined) watchSocket(this.#client, this.#plan.keepAliveMs);
  }

  /** Ends a half-open link: node-opcua then opens another socket and restores the session. */
  break(): void {
    if (this.#client !== undefined) breakSocket(this.#client);
  }

  /** Closes the session if the server still answers, and frees all resources here in any case. */
  async close(deletesSubscriptions: boolean): Promise<void> {
    this.#isClosed = true;
    const session = this.#session;
    const client = this.#client;
    const store = this.#store;
    this.#session = undefined;
    this.#client = undefined;
    this.#store = undefined;
    if (session !== undefined)
      await within(CLOSE_WITHIN_MS, "no answer", session.close(deletesSubscriptions)).catch(() => undefined);
    if (client !== undefined) await within(CLOSE_WITHIN_MS, "no answer", client.disconnect()).catch(() => undefined);
    await store?.dispose().catch(() => undefined);
  }

  /**
   * The lane's requests carry the token of the library's newest message, so a renewed token triggers a message at
   * once.
   */
  #followClient(client: OPCUAClient): void {
    client.on("connection_lost", () => this.#listener.onLost(`connection to ${this.#plan.endpoint} was lost`));
    client.on("security_token_renewed", () => {
      this.#listener.onRenewed();
      if (this.#lane !== undefined)
        this.#session
          ?.read({ nodeId: `i=${VariableIds.Server_ServerStatus_State}`, attributeId: AttributeIds.Value })
          .catch(() => undefined);
    });
    client.on("close", () => this.#listener.onEnded("the connection was closed"));
  }

  #followSession(session: RawSession): void {
    const first = session.sessionId.toString();
    session.on("session_restored", () => {
      // The server of a new session may have other namespace indices: a new connection transfers the subscriptions or
      // resolves every path again.
      if (session.sessionId.toString() !== first)
        this.#listener.onEnded("the server was restarted or dropped our session");
      else {
        if (this.#client !== undefined) letSocketRest(this.#client);
        this.#listener.onRestored();
      }
    });
    session.on("session_closed", () => this.#listener.onEnded("the session was closed"));
  }
}
