/** The `uns` section over a real commit log, twin and alert book, without the rest of an edge. */
import { join } from "node:path";
import { pino } from "pino";
import { openAlertBook } from "../../../edge/alerts/alert-book.ts";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import { uuidv7 } from "../../../edge/batch/uuidv7.ts";
import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";
import type { AssetUid, LinkRef, TagRef } from "../../../edge/contracts/plant/tag.ts";
import { openLog } from "../../../edge/historian/log/commit-log.ts";
import { createTwin } from "../../../edge/model/twin.ts";
import { Jobs } from "../../../edge/observe/jobs.ts";
import type { UnsConfig } from "../../../edge/uns/config.ts";
import { unsSection } from "../../../edge/uns/section.ts";
import { MemoryJournal } from "../api/deps.ts";
import { unsPlant } from "./edge-node.ts";

export interface PublishingEdge {
  /** Messages of the alerts that stand. */
  messages(): readonly string[];
  push(...samples: readonly (readonly [ref: number, value: number | string])[]): Promise<void>;
  say(event: Pick<EdgeEvent, "type" | "payload">): Promise<void>;
  /** Raises an alert about the press. Returns its uid. */
  raise(rule: string): Promise<string>;
  clear(rule: string): Promise<void>;
  /** A person acknowledges it. */
  acknowledge(alertUid: string, user: string): Promise<void>;
  close(): Promise<void>;
}

/** `dir` keeps everything over restarts. */
export async function startPublishingEdge(
  dir: string,
  url: string,
  over: Partial<Omit<UnsConfig, "broker">> & { readonly tls?: Readonly<Record<"ca", string>> },
): Promise<PublishingEdge> {
  const plant = unsPlant();
  const press = plant.uid("PRS-1");
  const log = pino({ level: "silent" });
  const now = () => Date.now() * 1000;
  const links = [0, 1].map((ref) => ({ ref: ref as LinkRef, name: `l${ref}`, source: "l", staleAfterMs: 3_600_000 }));
  const twin = createTwin({ tags: plant.tags, links });
  const book = await openAlertBook({ dir, edge: "e", clock: now, log, journal: new MemoryJournal() });
  const { tls, ...more } = over;
  const section = await unsSection.open?.(
    { broker: { url, keepAliveS: 5, ...tls }, prefix: "gemba/v1", sends: ["predictions"], everyMs: 100, ...more },
    {
      plant: plant.plant,
      tags: plant.tags,
      twin,
      dataDir: dir,
      edgeUid: "urn:gemba:edge:e" as AssetUid,
      jobs: new Jobs(log),
      log,
      now,
      predictions: { current: () => [], subscribe: () => () => undefined },
      advice: { newestFirst: () => [], subscribe: () => () => undefined },
      book,
    },
  );
  const commitLog = await openLog({
    dir: join(dir, "log"),
    edgeId: "e",
    epoch: 1,
    log,
    commitMs: 1,
    tags: plant.tags,
    onCommitted: (batches) => {
      for (const batch of batches) twin.apply(batch);
    },
  });
  const output = { id: "output", value: 12, unit: "1", since: now(), recent: [] } as const;
  const following = await section?.offers?.uns.follow({
    log: commitLog,
    kpis: { fresh: () => [output] },
  });
  const ticking = setInterval(() => section?.tick?.(now()), 50);
  let at = now();
  let isClosed = false;
  const finding = (rule: string, standing: boolean) =>
    ({
      rule,
      assetUid: press,
      kind: "process",
      standing,
      at: now(),
      severity: 600,
      message: { zh: "热", en: "hot" },
      evidence: [],
    }) as const;
  return {
    messages: () => book.standing().map(({ message }) => message.en),
    async push(...samples) {
      const builder = new BatchBuilder();
      for (const [ref, value] of samples) {
        at += 1000;
        if (typeof value === "string") builder.addText(ref as TagRef, at, value, 0, 0);
        else builder.add(ref as TagRef, at, value, 0, 0);
      }
      await commitLog.committed(commitLog.push(builder.finish(at)), new AbortController().signal);
    },
    async say({ type, payload }) {
      const event = {
        eventUid: uuidv7(),
        type,
        assetUid: press,
        time: now(),
        receivedAt: now(),
        schema: "t/1",
        payload,
      };
      await commitLog.committed(commitLog.pushEvents({ events: [event] }), new AbortController().signal);
    },
    async raise(rule) {
      book.apply([finding(rule, true)]);
      await book.settled();
      return book.standing().find((alert) => alert.rule === rule)?.alertUid ?? "";
    },
    async clear(rule) {
      book.apply([finding(rule, false)]);
      await book.settled();
    },
    async acknowledge(alertUid, user) {
      await book.act(alertUid, {
        kind: "acknowledge",
        at: now(),
        principal: { user, role: "operator", origin: "test" },
        comment: `seen by ${user}`,
      });
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      clearInterval(ticking);
      await following?.stop();
      await commitLog.close();
      await section?.close();
      await book.close();
    },
  };
}
