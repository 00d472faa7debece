import { alarmTexts } from "../../../edge/contracts/words/alarm-texts.ts";
import { productionTexts } from "../../../edge/contracts/words/production-texts.ts";
import { ageTexts } from "../../../edge/contracts/words/time-text.ts";
import { accountTexts } from "./texts/account.ts";
import { alertTexts } from "./texts/alerts.ts";
import { appTexts } from "./texts/app.ts";
import { assetTexts } from "./texts/asset.ts";
import { chartTexts } from "./texts/charts.ts";
import { hubTexts } from "./texts/hub.ts";
import { maintenanceTexts } from "./texts/maintenance.ts";
import { mayTexts } from "./texts/may.ts";
import { phoneTexts } from "./texts/phone.ts";
import { roomTexts } from "./texts/room.ts";
import { settingsTexts } from "./texts/settings.ts";
import { timeTexts } from "./texts/time.ts";
import { wearTexts } from "./texts/wear.ts";
import { workTexts } from "./texts/work.ts";

/** Texts that every page has, the phone's too. One file of `texts/` holds a subject; its keys begin with it. */
export const PAGE_TEXTS = {
  ...accountTexts,
  ...ageTexts,
  ...alarmTexts,
  ...alertTexts,
  ...appTexts,
  ...assetTexts,
  ...chartTexts,
  ...hubTexts,
  ...maintenanceTexts,
  ...mayTexts,
  ...phoneTexts,
  ...productionTexts,
  ...roomTexts,
  ...settingsTexts,
  ...timeTexts,
  ...wearTexts,
  ...workTexts,
} as const;
