import { existsSync } from "node:fs";
import { join } from "node:path";
import { FollowedAlerts, MOST_ALERTS } from "../alerts/followed-alerts.ts";
import { type ApiDeps, buildApi } from "../api/server.ts";
import { refuseOpenListening } from "../compose/serving/serving.ts";
import type { AlertBook, AlertView } from "../contracts/alerts/alert.ts";
import { EdgeError } from "../contracts/errors.ts";
import { NOTHING_AUDITED } from "../contracts/path/loss-audit.ts";
import { ALERT_CHANGED } from "../contracts/path/replay.ts";
import type { LinkRef } from "../contracts/plant/tag.ts";
import type { IslandBook } from "../contracts/production/island-book.ts";
import { openRecord } from "../historian/archive/record.ts";
import type { LocalHistorian } from "../historian/embedded/local-historian.ts";
import { ISLANDS_CHANGED } from "../islands/events.ts";
import { recordedIslands } from "../islands/recorded.ts";
import { parsePlantFile } from "../model/plant-file.ts";
import { createTagTable } from "../model/tag-table.ts";
import { createTwin } from "../model/twin.ts";
import { Counters } from "../observe/counters.ts";
import { Jobs } from "../observe/jobs.ts";
import { createLog } from "../observe/log.ts";
import { aborted, type Command } from "./command.ts";
import { fromUser, PACKAGE_DIR } from "./options.ts";
import { nextFreePort } from "./process/processes.ts";

const MAX_ISLAND_CHANGES = 10_000;

/** `gemba replay`. */
export const replayCommand: Command = {
  help: `gemba replay FILE: opens what gemba export-incident wrote, without a plant

  --port N            port of the viewer and API (default 8080, the next free one if taken)
  --host HOST         loopback address to listen on (default 127.0.0.1)
  --log-level LEVEL   trace, debug, info, warn, error, silent (default info)
`,
  operands: 1,
  async run(options, signal) {
    const [file] = options.positionals;
    if (file === undefined) throw new EdgeError("bad-request", "name the file: gemba replay FILE");
    refuseOpenListening(options.host, { hasTls: false, hasUsers: false });
    const { record, historian, close } = await openRecord(fromUser(file));
    try {
      const log = createLog({ level: options.logLevel });
      const api = buildApi({ ...(await recordedEdge(historian, record)), log, jobs: new Jobs(log) });
      const port = options.port === 0 ? 0 : await nextFreePort(options.port, options.host);
      const address = await api.listen({ host: options.host, port });
      const [from, to] = [record.from, record.to].map((time) => new Date(time / 1000).toISOString());
      process.stdout.write(`\n  Recorded from ${from} to ${to}:  ${address}\n  Ctrl-C ends it.\n\n`);
      await aborted(signal);
      await api.close();
    } finally {
      await close();
    }
    return 0;
  },
};

/** An edge frozen at the end of the recording. */
async function recordedEdge(
  historian: LocalHistorian,
  record: { from: number; to: number; plant: string },
): Promise<Omit<ApiDeps, "log" | "jobs">> {
  const { edgeId, plant, tags: list } = parsePlantFile(record.plant);
  const tags = createTagTable(
    list,
    list.reduce((size, { ref }) => Math.max(size, ref + 1), 0),
  );
  const links = [...new Map(list.map(({ link, source }) => [link, source]))].map(([ref, name]) => ({
    ref: ref as LinkRef,
    name,
    source: name,
    staleAfterMs: Number.POSITIVE_INFINITY,
  }));
  const twin = createTwin({ tags, links });
  const end = await historian.keyframe(record.to);
  twin.apply(end.samples);
  for (const { ref } of links) twin.heard(ref);
  const viewer = join(PACKAGE_DIR, "twin-viewer", "dist");
  const since = record.to / 1000;
  return {
    plant,
    tags,
    twin,
    historian,
    events: historian,
    replay: historian,
    waveforms: historian,
    islands: await islandsIn(historian, record),
    alerts: await recordedAlerts(historian, { ...record, standing: end.alerts }),
    kpis: { now: () => [], fresh: () => [] },
    health: () => ({
      live: true,
      ready: true,
      since,
      impaired: [],
      sources: [],
      sinks: [],
      followers: [],
      jobs: [],
      audit: NOTHING_AUDITED,
    }),
    edgeId,
    journal: {
      record: () => Promise.reject(new EdgeError("conflict", "this is a recording; actions are not possible")),
      missing: async (uids) => uids,
      read: async () => [],
    },
    epoch: 1,
    staticDir: existsSync(join(viewer, "index.html")) ? viewer : undefined,
    counters: new Counters(),
    now: () => record.to,
  };
}

/** Islands as the events of the recording have them. */
async function islandsIn(historian: LocalHistorian, { from, to }: { from: number; to: number }): Promise<IslandBook> {
  const asked = { from, to: to + 1, type: ISLANDS_CHANGED, limit: MAX_ISLAND_CHANGES };
  return recordedIslands((await historian.events(asked)).toReversed());
}

/** Alerts at the end of the recording, and all that were active during it. */
async function recordedAlerts(
  historian: LocalHistorian,
  { from, to, standing }: { from: number; to: number; standing: readonly AlertView[] },
): Promise<AlertBook> {
  const changes = await historian.events({ from, to: to + 1, type: ALERT_CHANGED, limit: MOST_ALERTS });
  return new FollowedAlerts(standing, changes.toReversed(), {
    knownFrom: Number.NEGATIVE_INFINITY,
    refusal: () => new EdgeError("conflict", "this is a recording; act on alerts at the edge itself"),
  });
}
