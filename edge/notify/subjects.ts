/** The subjects that channels can send, over the parts of the edge. */
import type { AlertBook } from "../contracts/alerts/alert.ts";
import type { PredictionBook } from "../contracts/health/prediction.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import { quantity } from "../contracts/plant/quantity.ts";
import type { AssetUid, TagRef, TagTable } from "../contracts/plant/tag.ts";
import type { WorkBook } from "../contracts/records/work-book.ts";
import type { ReportShelf } from "../contracts/reports/made.ts";
import type { ChannelConfig, NotifyConfig, sentBy } from "./config.ts";
import type { TextContext } from "./message-text.ts";
import { predictionSubject } from "./prediction-subject.ts";
import { reportSubject } from "./report-subject.ts";
import { alarmSubject, type Subject } from "./subject.ts";
import { workSubject } from "./work-subject.ts";

interface SubjectParts {
  readonly plant: Plant;
  readonly tags: Pick<TagTable, "at">;
  readonly book: Pick<AlertBook, "find">;
  readonly work?: Pick<WorkBook, "find">;
  readonly predictions?: Pick<PredictionBook, "find">;
  readonly reports?: Pick<ReportShelf, "find" | "contentOf">;
  readonly edgeUid: AssetUid;
  linkFor(config: ChannelConfig): TextContext["linkTo"];
}

/** A subject for each word of `sends`. */
export function subjectsFor(
  { viewer }: NotifyConfig,
  { plant, tags, book, work, predictions, reports, edgeUid, linkFor }: SubjectParts,
): Readonly<Record<ReturnType<typeof sentBy>, Subject>> {
  const assets = new Map(plant.assets.map((asset) => [asset.assetUid as string, asset]));
  const text = {
    site: plant.site.name,
    timeZone: plant.site.timeZone,
    labelOf: (uid: string) => assets.get(uid)?.label ?? "Gemba",
    quantityOf: (tag: TagRef, value: number) => quantity(value, tags.at(tag)?.unit),
    ...(viewer === undefined ? {} : { viewer }),
  };
  const find = (uid: string) => book.find(uid);
  const entry = {
    edgeUid,
    viewer,
    assetOf: (uid: string) => assets.get(uid),
    tagOf: (ref: TagRef) => tags.at(ref),
  };
  const alarms = alarmSubject({ find, text, linkFor });
  return {
    alarms,
    calls: alarms,
    "work-items": workSubject({
      find: (uid) => work?.find(uid),
      labelOf: (uid) => assets.get(uid)?.label,
      site: plant.site.name,
    }),
    reports: reportSubject({
      reports: { find: (uid) => reports?.find(uid), contentOf: (uid) => reports?.contentOf(uid) },
      viewer,
    }),
    predictions: predictionSubject({ predictions: { find: (uid) => predictions?.find(uid) }, entry, text, find }),
  };
}
