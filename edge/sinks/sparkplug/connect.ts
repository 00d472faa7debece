import { SinkRetry } from "../../contracts/path/sink.ts";
import { leave, type OpenClient, openClient, subscribe } from "../../mqtt/client.ts";
import { within } from "../../observe/within.ts";
import type { SparkplugSinkConfig } from "./config.ts";
import { PayloadWriter } from "./payload-writer.ts";
import type { PrimaryHost } from "./primary-host.ts";
import { EdgeNodeSession, type SessionParts } from "./session.ts";

export interface ConnectOptions {
  readonly config: SparkplugSinkConfig;
  readonly clientId: string;
  readonly url: string;
  /** How long to wait at this broker for the primary host. */
  readonly hostWithinMs: number;
  readonly signal: AbortSignal;
}

/**
 * Connects, waits for the primary host if there is one, and sends the births. Throws SinkRetry or EdgeError
 * `connect-failed`.
 */
export async function connectNode(parts: SessionParts, options: ConnectOptions): Promise<EdgeNodeSession> {
  const { config, url, clientId, signal } = options;
  const { topics, memory, host } = parts;
  const bdSeq = await memory.nextSession();
  host?.forget();
  let session: EdgeNodeSession | undefined;
  const open = await openClient(config, {
    url,
    clientId,
    // A copy: the writer's buffer is used again.
    will: {
      topic: topics.of("NDEATH"),
      payload: Buffer.from(new PayloadWriter().nodeDeath(bdSeq, Date.now())),
      qos: 1,
      retain: false,
    },
    keepSessionS: 0,
    signal,
    oversized: () => undefined,
    publication({ topic, payload }, done) {
      done();
      const bytes = typeof payload === "string" ? Buffer.from(payload) : payload;
      if (topic === host?.topic) host.message(bytes);
      else session?.command(bytes);
    },
  });
  const { client } = open;
  client.on("error", () => undefined);
  try {
    await subscribe(client, [
      { topic: topics.of("NCMD"), qos: 1 },
      { topic: topics.of("DCMD", "+"), qos: 1 },
      ...(host === undefined ? [] : [{ topic: host.topic, qos: 1 } as const]),
    ]);
    if (host !== undefined) await online(host, open, options);
    session = new EdgeNodeSession(parts, open, bdSeq);
    session.births();
    return session;
  } catch (error) {
    await leave(client);
    throw error;
  }
}

async function online(
  host: PrimaryHost,
  { client }: Pick<OpenClient, "client">,
  { hostWithinMs, signal }: ConnectOptions,
): Promise<void> {
  let stop: () => void = () => undefined;
  const gone = new Promise<never>((_resolve, reject) => {
    stop = () => reject(new SinkRetry("the broker closed the connection", 0));
  });
  client.on("close", stop);
  signal.addEventListener("abort", stop);
  try {
    if (signal.aborted) stop();
    await within(hostWithinMs, "", Promise.race([host.online(), gone]));
  } catch (error) {
    throw error instanceof SinkRetry ? error : new SinkRetry(`the primary host ${host.id} is offline`, 0);
  } finally {
    client.off("close", stop);
    signal.removeEventListener("abort", stop);
  }
}
