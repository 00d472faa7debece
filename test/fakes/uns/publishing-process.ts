/**
 * The part of the edge that publishes predictions, as a process that can be killed: alert book, predictions and the
 * `uns` section over a plant in memory. The parent sends which components have a finding.
 */
import { pino } from "pino";
import { openAlertBook } from "../../../edge/alerts/alert-book.ts";
import { openPredictionBook } from "../../../edge/alerts/predictions/prediction-book.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { Jobs } from "../../../edge/observe/jobs.ts";
import { unsSection } from "../../../edge/uns/section.ts";
import { healthFinding } from "../alerts/health-findings.ts";
import { fakeEdge, MemoryJournal } from "../api/deps.ts";

/** Components that the parent names, and the severity of their findings; without one there is no finding. */
export type Levels = Readonly<Record<string, number | null>>;

const [dir = "", url = ""] = process.argv.slice(2);
const now = () => Date.now() * 1000;
const log = pino({ level: "silent" });
const alerts = await openAlertBook({ dir, edge: "e", clock: now, log, journal: new MemoryJournal() });
const predictions = await openPredictionBook({ dir, alerts, log, clock: now });
const { plant, tags, twin } = fakeEdge().deps;
const section = await unsSection.open?.(
  { broker: { url, keepAliveS: 5 }, prefix: "gemba/v1", sends: ["predictions"], everyMs: 1_000 },
  {
    plant,
    tags,
    twin,
    dataDir: dir,
    edgeUid: "urn:gemba:edge:e" as AssetUid,
    jobs: new Jobs(log),
    log,
    now,
    predictions,
    advice: { newestFirst: () => [], subscribe: () => () => undefined },
    book: alerts,
  },
);

process.on("message", (levels: Levels | "stop") => {
  if (levels === "stop") {
    void Promise.resolve(section?.close()).then(() => process.exit(0));
    return;
  }
  // The level of every component, as the health book repeats it.
  alerts.apply(
    Object.entries(levels).map(([component, severity]) =>
      healthFinding(now(), {
        rule: `health/${component}`,
        component,
        ...(severity === null ? { standing: false, endedBy: "normal" } : { severity }),
      }),
    ),
  );
  void predictions.look().then(() => process.send?.("looked"));
});
process.send?.("ready");
