/** The records whose changes channels send. */
import type { PredictionBook, PredictionChange } from "../contracts/health/prediction.ts";
import type { WorkBook } from "../contracts/records/work-book.ts";
import type { Feed, Notice } from "./feed.ts";
import { changesOf, workNotice } from "./work-subject.ts";

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
