import { setTimeout as sleep } from "node:timers/promises";
import { uuidv7 } from "../../../batch/uuidv7.ts";
import { leave, openClient, publish, subscribe } from "../../../mqtt/client.ts";
import type { ConnectionConfig } from "../../../mqtt/connection.ts";
import { NAMESPACE } from "../sparkplug/commands.ts";
import { JsonSurvey } from "./json-survey.ts";
import { type Proposal, TypeCollector } from "./proposal.ts";
import { SparkplugSurvey } from "./sparkplug-survey.ts";
import { Vda5050Survey } from "./vda5050-survey.ts";

export interface DiscoverOptions {
  readonly listenMs: number;
  readonly signal: AbortSignal;
  readonly user?: string;
  readonly password?: string;
  /** PEM texts: the broker's authority, and the client certificate and key that the broker asks for. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface Discovery {
  readonly proposal: Proposal;
  readonly messages: number;
  /** Malformed messages of a known format. */
  readonly malformed: number;
}

/**
 * Listens to everything a broker lets us hear, for a bounded time, and proposes
 * sources, types and assets. Publishes nothing but rebirth requests to Sparkplug
 * nodes whose birth was missed. Throws EdgeError `connect-failed`.
 */
export async function discoverMqtt(url: string, options: DiscoverOptions): Promise<Discovery> {
  const sparkplug = new SparkplugSurvey();
  const vehicles = new Vda5050Survey();
  const json = new JsonSurvey();
  let messages = 0;
  let malformed = 0;
  const { listenMs: _, signal: __, ...access } = options;
  const config: ConnectionConfig = { url, keepAliveS: 30, ...access };
  const { client } = await openClient(config, {
    url,
    clientId: `gemba-discover-${uuidv7()}`,
    keepSessionS: 0,
    signal: options.signal,
    oversized: () => malformed++,
    publication: ({ topic, payload, retain }, done) => {
      messages++;
      try {
        take(topic, Buffer.from(payload), retain);
      } catch {
        malformed++;
      }
      done();
    },
  });
  client.on("error", () => {});
  try {
    await subscribe(client, [{ topic: "#", qos: 0 }]);
    await sleep(options.listenMs, undefined, { signal: options.signal }).catch(() => undefined);
  } finally {
    await leave(client);
  }
  return { proposal: proposalOf(sparkplug, vehicles, json), messages, malformed };

  function take(topic: string, payload: Buffer, retained: boolean): void {
    if (topic.startsWith(`${NAMESPACE}/`))
      sparkplug.take(topic, payload, (publication) => publish(client, publication));
    else if (!vehicles.take(topic, payload)) json.take(topic, payload, { retained, nowMs: performance.now() });
  }
}

function proposalOf(sparkplug: SparkplugSurvey, vehicles: Vda5050Survey, json: JsonSurvey): Proposal {
  const types = new TypeCollector();
  const labels = new Set<string>();
  const devices = sparkplug.propose(types, labels);
  const fleet = vehicles.propose(types, labels);
  const topics = json.propose(types, labels);
  return {
    sources: [...devices.sources, ...fleet.sources, ...topics.sources],
    types: types.types,
    assets: [...devices.assets, ...fleet.assets, ...topics.assets],
    leftOut: [...devices.leftOut, ...topics.leftOut],
  };
}
