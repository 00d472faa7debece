/** Puts together what the section `uns` publishes. */
import { join } from "node:path";
import type { CauseWords } from "../contracts/alerts/cause-table/row.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { ConnectionConfig } from "../mqtt/connection.ts";
import type { UnsConfig } from "./config.ts";
import type { OpenUns, UnsContext } from "./context.ts";
import { eventEntry } from "./entries.ts";
import { type EventMessage, EventTopics } from "./event-topics.ts";
import { Published } from "./published.ts";
import { Publisher } from "./publisher.ts";
import { StateTopics } from "./state-topics.ts";
import { adviceStates, alertStates, Figures, predictionStates } from "./states.ts";
import { edgeTopic, eventTopic, siteOf } from "./topics.ts";
import { ValueTopics } from "./value-topics.ts";

/** Ended predictions leave the broker a day later, and not to the second. */
const WAKE_EVERY_US = 60e6;

/** The section at work. */
interface Publishing extends OpenUns {
  /** Why the broker takes nothing, once several attempts have failed. */
  readonly problem: CauseWords | undefined;
  tick(at: Micros): void;
  close(): Promise<void>;
}

export async function startPublishing(
  config: UnsConfig & { readonly broker: ConnectionConfig },
  context: UnsContext,
): Promise<Publishing> {
  const { broker, prefix, everyMs } = config;
  const { plant, tags, twin, dataDir, edgeUid, predictions, advice, book, now } = context;
  const log = context.log.child({ part: "uns" });
  const sends = new Set(config.sends);
  const figures = new Figures();
  const { states, message } = contentOf(config, context, figures);
  const published = await Published.open(join(dataDir, "uns", "published.json"), log);
  const values = sends.has("values") ? new ValueTopics({ plant, tags, twin, prefix, everyMs, published }) : undefined;
  const topics = new StateTopics({ states, published, others: values?.topics ?? new Set() });
  const events = sends.has("events") ? new EventTopics(message) : undefined;
  const publisher = new Publisher({
    broker,
    clientId: broker.clientId ?? `gemba-${edgeUid.slice(edgeUid.lastIndexOf(":") + 1)}-uns`,
    edgeTopic: edgeTopic(prefix, plant.site, edgeUid),
    edgeUid,
    outlets: [topics, ...[values, events].flatMap((outlet) => outlet ?? [])],
    log,
  });
  const over = new AbortController();
  const running = publisher.run(over.signal);
  const end = predictions.subscribe(() => topics.wake());
  let areRecordsNew = false;
  const news = (word: UnsConfig["sends"][number]) => () => {
    areRecordsNew ||= sends.has(word);
  };
  const endAlerts = book.subscribe(news("alerts"));
  const endAdvice = advice.subscribe(news("recommendations"));
  let wokenAt = now();
  return {
    get problem() {
      return publisher.problem;
    },
    // Changes of records are published once a second at most.
    tick(at) {
      figures.tick(at);
      if (!areRecordsNew && Math.abs(at - wokenAt) < WAKE_EVERY_US) return;
      areRecordsNew = false;
      wokenAt = at;
      topics.wake();
    },
    async follow({ log: commitLog, kpis }) {
      if (sends.has("kpis")) figures.follow(kpis, () => topics.wake());
      // Events need their order, however many there are.
      if (events !== undefined)
        events.follow(await commitLog.feed("uns", 0, { catchUpFrom: Number.POSITIVE_INFINITY }));
      return { stop: async () => await events?.stop() };
    },
    async close() {
      end();
      endAlerts();
      endAdvice();
      over.abort();
      await running;
    },
  };
}

/** The states that are published, and the message of an event. */
function contentOf(
  { prefix, viewer, sends }: UnsConfig,
  { plant, tags, edgeUid, predictions, advice, book }: UnsContext,
  figures: Figures,
) {
  const assets = new Map(plant.assets.map((asset) => [asset.assetUid as string, asset]));
  const entry = { edgeUid, viewer, assetOf: (uid: string) => assets.get(uid), tagOf: tags.at.bind(tags) };
  const placeOf = (assetUid: string | undefined): string =>
    (assetUid === undefined ? undefined : assets.get(assetUid)?.equipmentPath) ?? siteOf(plant.site);
  const message: EventMessage = (event) => {
    const said = eventEntry(event, entry);
    if (said === undefined) return undefined;
    return { topic: eventTopic(prefix, placeOf(event.assetUid), event.type), payload: JSON.stringify(said) };
  };
  const states = () => [
    ...(sends.includes("predictions") ? predictionStates(predictions, prefix, entry) : []),
    ...(sends.includes("alerts") ? alertStates(book, { prefix, placeOf }, entry) : []),
    ...(sends.includes("recommendations") ? adviceStates(advice, { prefix, placeOf }, entry) : []),
    ...figures.states(prefix, plant, edgeUid),
  ];
  return { states, message };
}
