import type { MqttClient } from "mqtt";
import { EdgeError } from "../../contracts/errors.ts";
import { count, type SourceContext } from "../../contracts/path/plugin.ts";
import { type Inlet, type Source, type SourceSession, WHOLE_SOURCE } from "../../contracts/path/source.ts";
import {
  IdentityRefused,
  leave,
  MAX_PACKET_BYTES,
  type OpenClient,
  openClient,
  publish,
  subscribe,
} from "../../mqtt/client.ts";
import type { ConnectionConfig } from "../../mqtt/connection.ts";
import type { OversizedPacket } from "../../mqtt/packet-guard.ts";
import type { GuardedSocket } from "../../mqtt/socket.ts";
import { inLog, type RunningJob, startJob } from "../../observe/jobs.ts";
import { Acknowledgements } from "./acknowledgements.ts";
import { askUptime } from "./broker-uptime.ts";
import { Continuity } from "./continuity.ts";
import { type Delivery, NUMBERED } from "./delivery.ts";
import { gapEvent } from "./events.ts";
import { Intake } from "./intake.ts";
import { momentAgo } from "./moment.ts";
import { Outlet } from "./outlet.ts";
import { type Ending, Pacing, pause } from "./pacing.ts";
import { Rejections } from "./rejections.ts";
import { Repeats } from "./repeats.ts";
import { SessionMemory } from "./session-memory.ts";
import { SilenceWatch } from "./silence-watch.ts";
import type { TopicReader } from "./topic-reader.ts";
import { watchDrops } from "./watch-drops.ts";

/** How long a clean goodbye waits for commits and PUBACKs. Later messages are sent again and removed as repeats. */
const LAST_COMMIT_MS = 500;
/** DISCONNECT reason code of MQTT 5: another client has connected with our id. */
const SESSION_TAKEN_OVER = 0x8e;

/** Builds the reader of a new session, which writes into `outlet`. */
export type ReaderFactory = (outlet: Outlet, rejections: Rejections) => Promise<TopicReader>;

/** A source that connects to a broker and lets a reader take the messages. */
export function mqttSource(
  config: ConnectionConfig,
  context: SourceContext,
  readerOf: ReaderFactory,
  delivery: Delivery = NUMBERED,
): Source {
  const rejections = new Rejections(
    context.log,
    context.bound.some(({ tag }) => tag.class === "personal"),
  );
  const clientId = config.clientId ?? `gemba-${context.edgeId}-${context.name}`;
  const urls = [config.url, ...(config.fallbackUrls ?? [])];
  const pacing = new Pacing(config.protocol === "5");
  const repeats = new Repeats(delivery.hasOwnTimes);
  let continuity: Continuity | undefined;
  let urlIndex = 0;
  return {
    async connect(signal: AbortSignal): Promise<SourceSession> {
      await pause(pacing.waitMs(), signal);
      continuity ??= new Continuity(context.dataDir, delivery.keepSessionS > 0, delivery.droppedTopic !== "");
      const outlet = new Outlet();
      const reader = await readerOf(outlet, rejections);
      const url = urls[urlIndex % urls.length] as string;
      let open: OpenClient | undefined;
      const acknowledgements = new Acknowledgements((bytes) => {
        if (open?.client.connected === true) open.socket.write(bytes);
      });
      const kept = delivery.keepSessionS > 0 ? { acknowledgements, repeats, keeping: continuity.keeping } : undefined;
      const intake = new Intake({ reader, outlet, rejections, counters: context.counters, kept });
      try {
        open = await openClient(config, {
          url,
          clientId,
          ...(reader.will === undefined ? {} : { will: reader.will }),
          keepSessionS: delivery.keepSessionS,
          signal,
          oversized: (packet) => {
            refuseOversized(packet);
            if (packet.messageId !== undefined && kept !== undefined) acknowledgements.hold(packet.messageId, true);
          },
          publication: intake.take,
        });
      } catch (error) {
        reader.close?.();
        urlIndex++;
        pacing.failed(error instanceof IdentityRefused);
        throw error;
      }
      pacing.connected();
      count(context.counters, "sessions");
      return new MqttSession({
        open,
        url,
        clientId,
        config,
        delivery,
        reader,
        outlet,
        intake,
        rejections,
        acknowledgements,
        continuity,
        context,
        ended: (how) => pacing.ended(how),
      });
    },
  };

  function refuseOversized({ topic, bytes }: OversizedPacket): void {
    context.counters.dropped++;
    count(context.counters, "refused");
    rejections.add(topic, `message of ${bytes} bytes is above the limit of ${MAX_PACKET_BYTES}`);
  }
}

interface SessionParts {
  readonly open: OpenClient;
  readonly url: string;
  readonly clientId: string;
  readonly config: ConnectionConfig;
  readonly delivery: Delivery;
  readonly reader: TopicReader;
  readonly outlet: Outlet;
  readonly intake: Intake;
  readonly rejections: Rejections;
  readonly acknowledgements: Acknowledgements;
  readonly continuity: Continuity;
  readonly context: SourceContext;
  readonly ended: (how: Ending) => void;
}

class MqttSession implements SourceSession {
  readonly #parts: SessionParts;
  readonly #client: MqttClient;
  readonly #socket: GuardedSocket;
  readonly #over = new AbortController();
  readonly #memory: SessionMemory;
  readonly #jobs: RunningJob[] = [];
  /** Why the watchdog ended the connection. */
  #silence: string | undefined;
  #how: Ending = "lost";

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#client = parts.open.client;
    this.#socket = parts.open.socket;
    this.#memory = new SessionMemory({ ...parts, socket: this.#socket });
    this.#client.on("error", () => {});
  }

  async pump(inlet: Inlet, signal: AbortSignal): Promise<void> {
    const { reader, outlet, intake, acknowledgements } = this.#parts;
    outlet.handingOver = () => this.#memory.meet();
    outlet.handedOver = (position) => acknowledgements.handedOver(position, inlet, this.#over.signal);
    intake.isFull = () => inlet.full;
    const lost = this.#lost();
    const stopped = aborted(signal);
    this.#client.on("packetreceive", ({ cmd }) => {
      if (cmd === "pingresp") reader.pinged?.();
    });
    try {
      if (!this.#client.connected) throw this.#linkLost();
      await Promise.race([this.#begin(inlet), lost, stopped]);
      this.#startJobs(inlet);
      await Promise.race([lost, stopped]);
      this.#how = "stopped";
    } finally {
      lost.catch(() => {});
      this.#end(inlet);
    }
  }

  /** Declares possible losses before anything new is handed over, then subscribes. */
  async #begin(inlet: Inlet): Promise<void> {
    const { delivery, continuity, open, outlet, reader, context, url } = this.#parts;
    const client = this.#client;
    const isAsking = continuity.needsUptime && delivery.uptimeTopic !== "" && open.sessionPresent;
    const uptimeS = isAsking ? await askUptime(client, delivery.uptimeTopic) : undefined;
    const outage = delivery.declaresOutages
      ? continuity.outage({ sessionPresent: open.sessionPresent, uptimeS, now: momentAgo(0) })
      : undefined;
    if (outage !== undefined) {
      outlet.addEvent(gapEvent({ source: context.name, ...outage }));
      count(context.counters, "outages");
    } else if (delivery.declaresOutages && !continuity.hasPast) outlet.meet(WHOLE_SOURCE, 0);
    outlet.open(inlet);
    outlet.schedule();
    await subscribe(client, reader.filters);
    const watched = watchDrops({ ...this.#parts, client, receiveMaximum: open.receiveMaximum });
    // A kept session also keeps subscriptions that the config has given up.
    const gone = continuity.subscribed([...reader.filters.map(({ topic }) => topic), ...watched]);
    if (open.sessionPresent && gone.length > 0) client.unsubscribe([...gone], () => {});
    continuity.stands(undefined, momentAgo(0));
    this.#remember(inlet);
    context.log.debug({ url, sessionPresent: open.sessionPresent }, "subscribed");
    reader.online?.((publication) => publish(client, publication));
  }

  #lost(): Promise<never> {
    return new Promise<never>((_resolve, reject) => {
      this.#client.once("close", () => reject(this.#linkLost()));
      this.#client.once("error", (error) => reject(this.#linkLost({ cause: error })));
    });
  }

  #linkLost(options?: ErrorOptions): EdgeError {
    const { clientId, url, open } = this.#parts;
    const { sentOff } = open;
    if (sentOff === SESSION_TAKEN_OVER) {
      this.#how = "taken over";
      return new EdgeError(
        "link-lost",
        `another client took over the client id ${clientId} at ${url}; give each client an id of its own`,
      );
    }
    if (sentOff !== undefined)
      return new EdgeError(
        "link-lost",
        `${url} ended the connection of client id ${clientId} (MQTT 5 reason code 0x${sentOff.toString(16)})`,
      );
    return new EdgeError(
      "link-lost",
      this.#silence ??
        `${url} closed the connection or went silent (client id ${clientId}: a second client with the same ` +
          "id has this effect)",
      options,
    );
  }

  /** Separate jobs: a payload that breaks a reader must stop neither hand-over nor the watch for a silent broker. */
  #startJobs(inlet: Inlet): void {
    const { reader, rejections, context, config } = this.#parts;
    const watch = new SilenceWatch(this.#socket, config.keepAliveS);
    const start = (name: string, everyMs: number, run: () => void) =>
      this.#jobs.push(startJob({ name, everyMs, run }, inLog(context.log)));
    start("payloads", 250, () => reader.tick?.(performance.now()));
    start("messages", 250, () => this.#passTime(inlet));
    start("rejected messages", 1_000, () => rejections.tick());
    start("silence of the broker", 250, () => this.#leaveSilent(watch.tooLongMs()));
  }

  #passTime(inlet: Inlet): void {
    const { outlet, intake } = this.#parts;
    outlet.schedule();
    intake.resume();
    if (!this.#memory.isDue) return;
    this.#memory.stands();
    this.#memory.remember(inlet, this.#over.signal, true);
  }

  #leaveSilent(silentMs: number | undefined): void {
    if (silentMs === undefined) return;
    this.#silence = `${this.#parts.url} was silent for ${Math.round(silentMs / 1000)} s, not even answering pings`;
    this.#socket.destroy();
  }

  #remember(inlet: Inlet): void {
    this.#memory.remember(inlet, this.#over.signal);
  }

  #end(inlet: Inlet): void {
    const { reader, outlet, context, ended } = this.#parts;
    ended(this.#how);
    reader.ended?.();
    outlet.end();
    this.#memory.stands();
    this.#remember(inlet);
    for (const link of reader.links)
      context.links.lost(link, this.#how === "stopped" ? "source stopped" : "connection to the broker lost");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const job of this.#jobs) void job.stop();
    const { reader, outlet, acknowledgements } = this.#parts;
    // Messages from here on are not taken, hence not acknowledged: the broker keeps them.
    this.#client.handleMessage = () => {};
    outlet.flush();
    if (this.#client.connected) {
      for (const publication of reader.farewell?.() ?? []) publish(this.#client, publication);
      await Promise.race([acknowledgements.settled(), pause(LAST_COMMIT_MS, this.#over.signal)]);
    }
    this.#over.abort();
    reader.close?.();
    await leave(this.#client);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
