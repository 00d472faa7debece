/** Texts of schedules, loaded with their room. */
import { CATALOGUE } from "./catalogue.ts";
import { ganttTexts } from "./texts/gantt.ts";
import { planActualsTexts } from "./texts/plan-actuals.ts";
import { planScoreTexts } from "./texts/plan-score.ts";
import { scheduleRoomTexts } from "./texts/schedules.ts";
import { tableFileTexts } from "./texts/table-files.ts";

Object.assign(CATALOGUE, ganttTexts, planActualsTexts, planScoreTexts, scheduleRoomTexts, tableFileTexts);
