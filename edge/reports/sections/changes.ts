/** What a person finds changed who was away. */
import { listAlerts } from "../../api/services/alerts/lists.ts";
import type { ReportSection } from "../../contracts/reports/document.ts";
import type { Asked } from "../asked.ts";
import { alarmList, alarmTable } from "./alarms.ts";
import { inArea } from "./machines.ts";

/** Alarms that are active now, and the alarms and advisories that were raised since; predictions are advisories. */
export function changeSections(asked: Asked): ReportSection[] {
  const { parts, caller, words } = asked;
  const { alerts } = listAlerts(parts, caller, {});
  const active = alerts
    .filter(({ annunciation, clearedAt }) => annunciation === "alarm" && clearedAt === undefined)
    .filter(inArea(asked));
  return [
    { title: words.say("change.now"), ...words.linkTo("alerts", parts.now()), blocks: alarmTable(asked, active) },
    alarmList(asked, words.say("change.alarms")),
    alarmList(asked, words.say("change.hints"), { annunciation: "advisory" }),
  ];
}
