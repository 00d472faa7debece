import type { balanceTexts } from "../../../edge/contracts/words/balance-texts.ts";
import type { capabilityTexts } from "../../../edge/contracts/words/capability-texts.ts";
import type { mediaTexts } from "../../../edge/contracts/words/media-texts.ts";
import type { safetyTexts } from "../../../edge/contracts/words/safety-texts.ts";
import { PAGE_TEXTS } from "./page-texts.ts";
import type { SCREEN_TEXTS } from "./screen-texts.ts";
import type { balanceRoomTexts } from "./texts/balance.ts";
import type { cameraTexts } from "./texts/cameras.ts";
import type { companyTexts } from "./texts/company.ts";
import type { costTexts } from "./texts/costs.ts";
import type { dashboardTexts } from "./texts/dashboards.ts";
import type { enterTexts } from "./texts/enter.ts";
import type { entryTexts } from "./texts/entries.ts";
import type { exploreTexts } from "./texts/explore.ts";
import type { floodTexts } from "./texts/floods.ts";
import type { changeTexts } from "./texts/forecast-changes.ts";
import type { forecastNoteTexts } from "./texts/forecast-notes.ts";
import type { forecastTexts } from "./texts/forecasts.ts";
import type { futureTexts } from "./texts/future.ts";
import type { ganttTexts } from "./texts/gantt.ts";
import type { islandTexts } from "./texts/islands.ts";
import type { jobRoomTexts } from "./texts/jobs.ts";
import type { layoutTexts } from "./texts/layout.ts";
import type { liveRiskTexts } from "./texts/live-risk.ts";
import type { loadTexts } from "./texts/load.ts";
import type { loopTexts } from "./texts/loop.ts";
import type { lotTexts } from "./texts/lots.ts";
import type { permitRoomTexts } from "./texts/permits.ts";
import type { photoTexts } from "./texts/photos.ts";
import type { pieceEnergyTexts } from "./texts/piece-energy.ts";
import type { planActualsTexts } from "./texts/plan-actuals.ts";
import type { planScoreTexts } from "./texts/plan-score.ts";
import type { recallTexts } from "./texts/recall.ts";
import type { registerRoomTexts } from "./texts/register.ts";
import type { reportTexts } from "./texts/reports.ts";
import type { responseRoomTexts } from "./texts/response.ts";
import type { safetyMapTexts } from "./texts/safety-map.ts";
import type { scheduleRoomTexts } from "./texts/schedules.ts";
import type { setupTexts } from "./texts/setup.ts";
import type { connectTexts } from "./texts/setup-connect.ts";
import type { spcTexts } from "./texts/spc.ts";
import type { studyTexts } from "./texts/studies.ts";
import type { tableFileTexts } from "./texts/table-files.ts";
import type { tokenTexts } from "./texts/tokens.ts";
import type { traceTexts } from "./texts/trace.ts";

/** Texts that come with the rooms that show them. */
type RoomTexts = typeof balanceRoomTexts &
  typeof balanceTexts &
  typeof cameraTexts &
  typeof capabilityTexts &
  typeof companyTexts &
  typeof connectTexts &
  typeof costTexts &
  typeof dashboardTexts &
  typeof enterTexts &
  typeof entryTexts &
  typeof exploreTexts &
  typeof floodTexts &
  typeof islandTexts &
  typeof layoutTexts &
  typeof liveRiskTexts &
  typeof loadTexts &
  typeof mediaTexts &
  typeof lotTexts &
  typeof photoTexts &
  typeof pieceEnergyTexts &
  typeof permitRoomTexts &
  typeof registerRoomTexts &
  typeof changeTexts &
  typeof forecastTexts &
  typeof ganttTexts &
  typeof jobRoomTexts &
  typeof planActualsTexts &
  typeof planScoreTexts &
  typeof scheduleRoomTexts &
  typeof futureTexts &
  typeof forecastNoteTexts &
  typeof reportTexts &
  typeof studyTexts &
  typeof responseRoomTexts &
  typeof safetyMapTexts &
  typeof safetyTexts &
  typeof setupTexts &
  typeof spcTexts &
  typeof loopTexts &
  typeof tableFileTexts &
  typeof tokenTexts &
  typeof recallTexts &
  typeof traceTexts;

type Catalogue = typeof PAGE_TEXTS & typeof SCREEN_TEXTS & RoomTexts;

/**
 * Every text of the page. Those of the screens are there once `whole-catalogue.ts` is loaded, those of some rooms with
 * the room; the phone's page does without them, because it is often opened over a slow network (a test checks that it
 * shows none of them).
 */
export const CATALOGUE = { ...PAGE_TEXTS } as Catalogue;

export type TextKey = keyof Catalogue;
