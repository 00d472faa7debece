/**
 * A hub with its outbox of acts, until it is killed: whatever it sends goes twice. Arguments: data folder, config as
 * JSON. Takes acts as lines of JSON `{ edgeId, alertUid, comment }` on stdin, and prints each answer, and the acts of
 * all edges whenever one has changed.
 */
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { openJournal } from "../../../edge/audit/open-journal.ts";
import type { SideChannels } from "../../../edge/contracts/fleet/side-channel.ts";
import { ActOutbox } from "../../../edge/hub/company/act-outbox.ts";
import { Hub, type HubParts } from "../../../edge/hub/hub.ts";

/** An edge of the tests commits ten times a second. */
const AWAY_AFTER_MS = 2_000;
const TURN_MS = 200;

const [dataDir = "", config = ""] = process.argv.slice(2);
const log = pino({ level: "warn" }, pino.destination(2));
const hub = new Hub({ dataDir, config: JSON.parse(config) as HubParts["config"], log });
const twice: SideChannels = {
  send: (edgeId, topic, body) => {
    hub.send(edgeId, topic, body);
    return hub.send(edgeId, topic, body);
  },
  on: (topic, hear) => hub.on(topic, hear),
  onGreeted: (run) => hub.onGreeted(run),
};
const journal = await openJournal({ dir: dataDir, clock: () => Date.now() * 1000, log });
const outbox = await ActOutbox.open({ dataDir, channels: twice, journal, linkOf, log });
const say = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`);
void hub.run(new AbortController().signal);
createInterface({ input: process.stdin }).on("line", (line) => {
  const { edgeId, alertUid, comment } = JSON.parse(line) as Record<"edgeId" | "alertUid" | "comment", string>;
  const principal = { user: "anna", role: "operator", origin: "10.0.0.7" };
  outbox
    .of(edgeId)
    .act(alertUid, { kind: "comment", comment, at: Date.now() * 1000, principal })
    .then(
      (answer) => say({ answer }),
      (error: unknown) => say({ refused: String(error) }),
    );
});
for (let said = ""; ; await sleep(TURN_MS)) {
  await outbox.turn();
  const acts = hub.edgeIds.flatMap((id) => outbox.listOf(id).map(({ outcome }) => outcome?.result ?? "waiting"));
  const states = hub.edgeIds.map((id) => linkOf(id)?.link.state);
  const text = JSON.stringify({ acts, states });
  if (text !== said) say({ acts, states });
  said = text;
}

function linkOf(edgeId: string): ReturnType<Parameters<typeof ActOutbox.open>[0]["linkOf"]> {
  const feed = hub.edge(edgeId)?.feed;
  if (feed === undefined) return undefined;
  const isAway = feed.silentMs > AWAY_AFTER_MS;
  const why = isAway ? { en: "away", zh: "离线" } : null;
  return { link: { state: isAway ? "away" : "connected", heardAt: feed.heardAt, behindSeconds: null, why } };
}
