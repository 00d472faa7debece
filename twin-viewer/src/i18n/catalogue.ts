import { accountTexts } from "./texts/account.ts";
import { actTexts } from "./texts/acts.ts";
import { alertTexts } from "./texts/alerts.ts";
import { appTexts } from "./texts/app.ts";
import { assetTexts } from "./texts/asset.ts";
import { chartTexts } from "./texts/charts.ts";
import { componentTexts } from "./texts/components.ts";
import { diagnosticsTexts } from "./texts/diagnostics.ts";
import { dueTexts } from "./texts/due.ts";
import { energyTexts } from "./texts/energy.ts";
import { evidenceTexts } from "./texts/evidence.ts";
import { figuresTexts } from "./texts/figures.ts";
import { firstTexts } from "./texts/first.ts";
import { helpTexts } from "./texts/help.ts";
import { kindTexts } from "./texts/kinds.ts";
import { kpiTexts } from "./texts/kpi.ts";
import { labelsTexts } from "./texts/labels.ts";
import { layoutTexts } from "./texts/layout.ts";
import { livenessTexts } from "./texts/liveness.ts";
import { maintenanceTexts } from "./texts/maintenance.ts";
import { materialTexts } from "./texts/material.ts";
import { mayTexts } from "./texts/may.ts";
import { partTexts } from "./texts/parts.ts";
import { phoneTexts } from "./texts/phone.ts";
import { productionTexts } from "./texts/production.ts";
import { qualityTexts } from "./texts/quality.ts";
import { recordTexts } from "./texts/record.ts";
import { roomTexts } from "./texts/room.ts";
import { ruleTexts } from "./texts/rules.ts";
import { safetyTexts } from "./texts/safety.ts";
import { sceneTexts } from "./texts/scene.ts";
import { searchTexts } from "./texts/search.ts";
import { settingsTexts } from "./texts/settings.ts";
import { shareTexts } from "./texts/share.ts";
import { soundTexts } from "./texts/sound.ts";
import { sparesTexts } from "./texts/spares.ts";
import { timeTexts } from "./texts/time.ts";
import { wearTexts } from "./texts/wear.ts";
import { workTexts } from "./texts/work.ts";

/**
 * Every text of the page, one file of `texts/` for each subject. A key begins with its subject and is in one file only
 * (a test checks this).
 */
export const CATALOGUE = {
  ...accountTexts,
  ...alertTexts,
  ...appTexts,
  ...assetTexts,
  ...chartTexts,
  ...componentTexts,
  ...actTexts,
  ...diagnosticsTexts,
  ...energyTexts,
  ...evidenceTexts,
  ...firstTexts,
  ...helpTexts,
  ...kindTexts,
  ...kpiTexts,
  ...labelsTexts,
  ...layoutTexts,
  ...livenessTexts,
  ...maintenanceTexts,
  ...materialTexts,
  ...mayTexts,
  ...partTexts,
  ...phoneTexts,
  ...productionTexts,
  ...qualityTexts,
  ...recordTexts,
  ...dueTexts,
  ...figuresTexts,
  ...sparesTexts,
  ...roomTexts,
  ...ruleTexts,
  ...safetyTexts,
  ...sceneTexts,
  ...searchTexts,
  ...settingsTexts,
  ...shareTexts,
  ...soundTexts,
  ...timeTexts,
  ...wearTexts,
  ...workTexts,
} as const;

export type TextKey = keyof typeof CATALOGUE;
