/**
 * The part of the edge that acts on alerts, as a process that can be killed: record, book, notification and API over
 * a plant in memory.
 */
import { pino } from "pino";
import { openAlertBook } from "../../../edge/alerts/alert-book.ts";
import { buildApi } from "../../../edge/api/server.ts";
import { openJournal } from "../../../edge/audit/open-journal.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { attributesIn } from "../../../edge/detect/rules/alert-attributes.ts";
import { openNotifier } from "../../../edge/notify/open-notifier.ts";
import { Jobs } from "../../../edge/observe/jobs.ts";
import { fakeEdge, LATHE } from "../api/deps.ts";

const [dir = "", hook = "", rules = "10"] = process.argv.slice(2);
const clock = () => Date.now() * 1000;
const log = pino({ level: "silent" });
const journal = await openJournal({ dir, clock, log });
const book = await openAlertBook({ dir, edge: "e", clock, log, journal });
book.follow({
  keys: new Set(Array.from({ length: Number(rules) }, (_, i) => `rule-${i}\n${LATHE}`)),
  attributesOf: (_rule, _asset, kind) => attributesIn({}, kind),
  suppressionOf: () => undefined,
});
const channel = {
  id: "hook",
  kind: "webhook",
  url: hook,
  secret: "s3cret-of-the-hook",
  priorities: [1, 2, 3, 4],
  language: "both",
  groupS: 0,
  perHour: 1000,
  giveUpHours: 24,
} as const;
const { deps } = fakeEdge({ alerts: book, journal, now: clock });
const notifier = await openNotifier({
  dir,
  config: { channels: [{ ...channel, priorities: [...channel.priorities] }] },
  plant: deps.plant,
  tags: deps.tags,
  book,
  edgeUid: "urn:gemba:edge:e" as AssetUid,
  log,
  jobs: new Jobs(log),
  clock,
});
const api = buildApi({ ...deps, notification: notifier });

/** Bytes that are still in use after a collection of garbage; needs `--expose-gc`. */
function heldBytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Detectors repeat the level of every rule, as in a running edge. The parent sets `standing`. */
let levels: readonly boolean[] = [];
process.on("message", (message: readonly boolean[] | "held bytes") => {
  if (message === "held bytes") process.send?.(heldBytes());
  else levels = message;
});
setInterval(() => {
  book.apply(
    levels.map((standing, i) => ({
      rule: `rule-${i}`,
      assetUid: LATHE,
      kind: "process" as const,
      standing,
      at: clock(),
      severity: 700,
      message: { zh: `规则 ${i}`, en: `rule ${i}` },
      evidence: [],
    })),
  );
  book.tick(clock());
}, 20);
process.send?.(await api.listen({ host: "127.0.0.1", port: 0 }));
