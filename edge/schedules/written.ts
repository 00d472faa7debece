import type { Schedule } from "../contracts/schedule/schedule.ts";
import type { ScheduleFormat, WrittenSchedule } from "../contracts/schedule/schedules.ts";
import type { Language } from "../contracts/words/language.ts";
import { scheduleTable } from "../schedule/orders/schedule-table.ts";
import { scheduleXml } from "../schedule/orders/schedule-xml.ts";
import type { StoredSchedule } from "./stored.ts";

/** A schedule as a file (rule SD18). `language`: of the reasons in a table. */
export function writtenSchedule(
  { uid, plan, askedAt }: StoredSchedule,
  schedule: Schedule,
  { format, language }: { readonly format: ScheduleFormat; readonly language: Language },
): WrittenSchedule {
  const name = `gemba-schedule-${uid.slice(0, 8)}`;
  switch (format) {
    case "csv":
      return {
        name: `${name}.csv`,
        type: "text/csv",
        text: scheduleTable(plan, schedule, { language, timeZone: plan.timeZone }),
      };
    case "b2mml":
      return { name: `${name}.xml`, type: "application/xml", text: scheduleXml(plan, schedule, Date.parse(askedAt)) };
    case "json":
      return { name: `${name}.json`, type: "application/json", text: `${JSON.stringify(schedule, null, 2)}\n` };
  }
}
