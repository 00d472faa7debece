/** A shelf of reports with a notifier that mails them, as an edge opens both; and the mail's parts. */
import { pino } from "pino";
import type { OpenAlertBook } from "../../../edge/alerts/open-alert-book.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import type { MadeReport } from "../../../edge/contracts/reports/made.ts";
import type { ChannelConfig } from "../../../edge/notify/config.ts";
import { type OpenNotifier, openNotifier } from "../../../edge/notify/open-notifier.ts";
import { Jobs } from "../../../edge/observe/jobs.ts";
import { Shelf } from "../../../edge/reports/shelf.ts";
import { fakeEdge } from "../api/deps.ts";

const log = pino({ level: "silent" });

/** A channel that mails reports to two receivers. */
export function reportChannel(port: number): ChannelConfig {
  return {
    id: "mail",
    kind: "email",
    sends: "reports",
    priorities: [1, 2],
    language: "both",
    groupS: 0,
    perHour: 1_000,
    giveUpHours: 24,
    mail: {
      host: "127.0.0.1",
      port,
      security: "insecure",
      from: "gemba@plant.example",
      to: ["a@plant.example", "b@plant.example"],
    },
  };
}

/** No alert is ever raised. */
const NO_ALERTS: Pick<OpenAlertBook, "standing" | "find" | "subscribe"> = {
  standing: () => [],
  find: () => undefined,
  subscribe: () => () => undefined,
};

export async function openMailing(
  dir: string,
  { port, now }: { readonly port: number; now(): number },
): Promise<{ readonly shelf: Shelf; readonly notifier: OpenNotifier }> {
  const { deps } = fakeEdge();
  const shelf = Shelf.open(`${dir}/reports`, log);
  const notifier = await openNotifier({
    dir,
    config: { channels: [reportChannel(port)] },
    plant: deps.plant as never,
    tags: { at: () => undefined },
    book: NO_ALERTS,
    reports: shelf,
    edgeUid: "urn:gemba:edge:e" as AssetUid,
    log,
    jobs: new Jobs(log),
    clock: now,
  });
  return { shelf, notifier };
}

export function reportOf(number: number, more: Partial<MadeReport> = {}): MadeReport {
  return {
    uid: `shift@${number}`,
    schedule: "shift",
    kind: "shift",
    language: "zh",
    title: "滨江一厂: 班次报告",
    spanText: `早班 ${number}`,
    notes: ["没有已声明的数据缺口。"],
    from: number,
    to: number + 1,
    madeAt: number + 1,
    file: `shift-${number}.pdf`,
    type: "application/pdf",
    channel: "mail",
    ...more,
  };
}
