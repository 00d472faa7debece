/** The records whose changes channels send. */
import type { PredictionBook, PredictionChange } from "../contracts/health/prediction.ts";
import type { WorkBook } from "../contracts/records/work-book.ts";
import type { MadeReport, ReportShelf } from "../contracts/reports/made.ts";
import type { Feed, Notice } from "./feed.ts";
import { changesOf, workNotice } from "./work-subject.ts";

/** Quiet hours hold reports back like the least urgent alarms. */
const LEAST_URGENT = 4;

export function workFeed(work: Pick<WorkBook, "subscribe" | "newestFirst">): Feed {
  return {
    sends: "work-items",
    newestFirst: () => changesOf(work).map(workNotice),
    subscribe: (listener) => work.subscribe(({ item }) => listener(workNotice({ item, number: item.acts.length }))),
  };
}

/** People get one message per component and priority: the beginning, and each priority above all before. */
export function predictionFeed(predictions: Pick<PredictionBook, "subscribe" | "newestFirst">): Feed {
  const noticeOf = ({ eventUid, at, isFirstOfPriority, prediction }: PredictionChange): Notice => {
    const { predictionUid, assetUid, priority } = prediction;
    return { key: eventUid, about: predictionUid, assetUid, priority, at, isForPrograms: !isFirstOfPriority };
  };
  return {
    sends: "predictions",
    newestFirst: () => predictions.newestFirst().map(noticeOf),
    subscribe: (listener) => predictions.subscribe((change) => listener(noticeOf(change))),
  };
}

/** Reports that were made by schedule, each for the channel that its schedule names. */
export function reportFeed(reports: Pick<ReportShelf, "subscribe" | "newestFirst">): Feed {
  const noticesOf = ({ uid, madeAt, channel }: MadeReport): Notice[] =>
    channel === undefined ? [] : [{ key: uid, about: uid, assetUid: "", priority: LEAST_URGENT, at: madeAt, channel }];
  return {
    sends: "reports",
    isOwed: true,
    newestFirst: () => reports.newestFirst().flatMap(noticesOf),
    subscribe: (listener) =>
      reports.subscribe(async (report) => {
        for (const notice of noticesOf(report)) await listener(notice);
      }),
  };
}
