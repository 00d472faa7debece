/** `notify` in the plant's config. */
import type { AlertBook } from "../contracts/alerts/alert.ts";
import type { Finding } from "../contracts/alerts/detector.ts";
import type { Notification } from "../contracts/alerts/notification.ts";
import type { PredictionBook } from "../contracts/health/prediction.ts";
import { defineSection, type OpenSection, type SectionContext } from "../contracts/plant/section.ts";
import type { WorkBook } from "../contracts/records/work-book.ts";
import type { ReportShelf } from "../contracts/reports/made.ts";
import { channelProblems, type NotifyConfig, notifyConfig } from "./config.ts";
import { rosterProblems } from "./roster-problems.ts";

/** Notification reads alerts, work items and predictions, and raises an alarm when a channel does not get through. */
interface NotifyContext extends SectionContext {
  readonly work: Pick<WorkBook, "find" | "subscribe" | "newestFirst">;
  readonly predictions: Pick<PredictionBook, "find" | "subscribe" | "newestFirst">;
  readonly reports: Pick<ReportShelf, "find" | "contentOf" | "subscribe" | "newestFirst">;
  readonly book: Pick<AlertBook, "standing" | "find" | "subscribe"> & { apply(findings: readonly Finding[]): void };
}

interface NotifyOffers {
  readonly notification: Notification;
}

export const notifySection = defineSection({
  name: "notify",
  schema: notifyConfig,
  live: true,
  opens: "with-alerts",
  problems: (config) => [...channelProblems(config), ...rosterProblems(config)],
  open: openNotify,
});

/** Loads what sends messages only where an edge starts: commands read the config as well. */
async function openNotify(
  config: NotifyConfig,
  { dataDir, book, work, jobs, now, ...context }: NotifyContext,
): Promise<OpenSection<NotifyConfig, NotifyOffers>> {
  const { openNotifier } = await import("./open-notifier.ts");
  const notifier = await openNotifier({ ...context, dir: dataDir, config, book, work, jobs, clock: now });
  const alerts = jobs.start({
    name: "notification alerts",
    everyMs: 1_000,
    run: () => book.apply(notifier.findings(now())),
  });
  return {
    offers: { notification: notifier },
    apply: (next) => notifier.follow(next),
    async close() {
      await alerts.stop();
      await notifier.close();
    },
  };
}
