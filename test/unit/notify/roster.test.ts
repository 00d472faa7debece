import { expect, it } from "vitest";
import { onCall, type Roster } from "../../../edge/notify/roster.ts";

const ZONE = "Asia/Shanghai";
const roster: Roster = {
  people: ["li", "wang", "zhao", "qian"].map((name) => ({ name, channel: `${name}-sms` })),
  since: "2026-11-30 08:00",
  holidays: ["2027-01-01"],
  shifts: [
    { days: ["holiday"], from: "00:00", to: "00:00", turns: ["qian"] },
    { days: ["mon", "tue", "wed", "thu", "fri"], from: "08:00", to: "20:00", turns: ["li", "wang", "zhao"] },
    { days: ["mon", "tue", "wed", "thu", "fri"], from: "20:00", to: "08:00", turns: ["wang", "li"] },
  ],
};
const at = (local: string): number => Date.parse(`${local.replace(" ", "T")}:00+08:00`) * 1000;

it.each([
  ["2026-11-30 08:00", ["li", "wang", "zhao"], "the first minute of the first week"],
  ["2026-11-30 19:59", ["li", "wang", "zhao"], "its last minute of the day"],
  ["2026-12-07 08:00", ["wang", "zhao", "li"], "a week later"],
  ["2026-12-21 09:00", ["li", "wang", "zhao"], "all turns later"],
  ["2026-11-30 20:00", ["wang", "li"], "at night"],
  ["2026-12-05 07:59", ["wang", "li"], "the morning after Friday, whose night it is"],
  ["2026-12-07 07:59", [], "before the Monday shift, after a weekend without one"],
  ["2026-12-07 20:00", ["li", "wang"], "the second week at night"],
  ["2026-12-05 12:00", [], "a Saturday without a shift"],
  ["2027-01-01 09:00", ["qian"], "a holiday, which is a Friday"],
  ["2026-11-23 09:00", ["zhao", "li", "wang"], "a week before the first handover"],
])("[N39] at %s %j are on call: %s", (local, people) => {
  expect(onCall(roster, at(local), ZONE)).toEqual(people);
});

it("[N39] the clocks of the site decide, over the hour that summer time skips", () => {
  const berlin = { ...roster, since: "2027-03-22 08:00" };
  expect(onCall(berlin, Date.parse("2027-03-29T05:59:00Z") * 1000, "Europe/Berlin")).toEqual([]);
  expect(onCall(berlin, Date.parse("2027-03-29T06:00:00Z") * 1000, "Europe/Berlin")).toEqual(["wang", "zhao", "li"]);
});
