import { energyTexts } from "../../../edge/contracts/words/energy-texts.ts";
import { figuresTexts } from "../../../edge/contracts/words/maintenance-texts.ts";
import { deviceTexts, ruleTexts } from "../../../edge/contracts/words/rule-texts.ts";
import { kpiTexts } from "../../../edge/contracts/words/strip-texts.ts";
import { actTexts } from "./texts/acts.ts";
import { componentTexts } from "./texts/components.ts";
import { diagnosticsTexts } from "./texts/diagnostics.ts";
import { dueTexts } from "./texts/due.ts";
import { evidenceTexts } from "./texts/evidence.ts";
import { exploreLinkTexts } from "./texts/explore-links.ts";
import { firstTexts } from "./texts/first.ts";
import { helpTexts } from "./texts/help.ts";
import { kindTexts } from "./texts/kinds.ts";
import { labelsTexts } from "./texts/labels.ts";
import { livenessTexts } from "./texts/liveness.ts";
import { materialTexts } from "./texts/material.ts";
import { partTexts } from "./texts/parts.ts";
import { qualityTexts } from "./texts/quality.ts";
import { recordTexts } from "./texts/record.ts";
import { repairTexts } from "./texts/repair.ts";
import { safetyTexts } from "./texts/safety.ts";
import { sceneTexts } from "./texts/scene.ts";
import { searchTexts } from "./texts/search.ts";
import { shareTexts } from "./texts/share.ts";
import { soundTexts } from "./texts/sound.ts";
import { sparesTexts } from "./texts/spares.ts";
import { tourTexts } from "./texts/tour.ts";

/** Texts of the screens of a desktop. One file of `texts/` holds a subject; its keys begin with it. */
export const SCREEN_TEXTS = {
  ...actTexts,
  ...componentTexts,
  ...diagnosticsTexts,
  ...deviceTexts,
  ...dueTexts,
  ...energyTexts,
  ...evidenceTexts,
  ...exploreLinkTexts,
  ...figuresTexts,
  ...firstTexts,
  ...helpTexts,
  ...kindTexts,
  ...kpiTexts,
  ...labelsTexts,
  ...livenessTexts,
  ...materialTexts,
  ...partTexts,
  ...qualityTexts,
  ...recordTexts,
  ...repairTexts,
  ...ruleTexts,
  ...safetyTexts,
  ...sceneTexts,
  ...searchTexts,
  ...shareTexts,
  ...soundTexts,
  ...sparesTexts,
  ...tourTexts,
} as const;
