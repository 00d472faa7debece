import type { PlantDescription } from "../contracts/forecast/description.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { LocalizedText } from "../contracts/plant/tag.ts";
import { matchesAsset } from "../contracts/plant/tag-pattern.ts";
import { minutesOf } from "../contracts/plant/time-zone.ts";
import type { WorkPlan } from "../contracts/schedule/work-plan.ts";
import { meanOf } from "../forecast/kernel/distributions.ts";
import type { ModelPlan, StartState, StationPlan } from "../forecast/model/plan.ts";
import type { Rooms } from "./plant-batches.ts";
import type { Way } from "./plant-routes.ts";
import { sentence } from "./problem-table.ts";

const DAY_MIN = 1_440;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

interface PlantMachines extends Pick<WorkPlan, "machines" | "calendars" | "setUps"> {
  readonly missing: readonly LocalizedText[];
}

/** The machines on the ways, with shifts, set-ups as learnt, and what is out at the start. */
export function machinesOf(
  of: {
    readonly description: PlantDescription;
    readonly model: ModelPlan;
    readonly state: StartState;
    readonly at: Micros;
    readonly rooms: Rooms;
  },
  ways: readonly Way[],
): PlantMachines {
  const { description, model, state, at, rooms } = of;
  const missing: LocalizedText[] = [];
  const areas = new Map<string, string>();
  for (const { steps } of ways)
    for (const { step } of steps) for (const { machine } of step.machines) areas.set(machine, step.id);
  const calendars = new Map<string, WorkPlan["calendars"][number]>();
  const setUps = new Map<string, WorkPlan["setUps"][number]>();
  const machines = [...areas].sort().map(([id, area]) => {
    const place = model.places.findIndex(({ kind, label }) => kind === "station" && label === id);
    const station = model.places[place] as StationPlan;
    const calendar = calendarFor(description, id, calendars);
    const capacity = rooms.get(id);
    const table = setUpsFor(station, model.variants, setUps);
    const family = state.setUpFor.get(place);
    const outS = state.out?.get(place);
    const repairS = station.failures === undefined ? undefined : meanOf(station.failures.repair);
    if (outS !== undefined && repairS === undefined) missing.push(sentence("plant-plan-out", { machine: id }).message);
    return {
      id,
      area,
      ...(capacity === undefined ? {} : { capacity }),
      ...(calendar === undefined ? {} : { calendar }),
      ...(table === undefined ? {} : { setUps: table }),
      ...(family === undefined || table === undefined ? {} : { setUpNow: model.variants[family] as string }),
      powerKw: 0,
      unavailable: outS === undefined || repairS === undefined ? [] : [repairFrom(at, outS, repairS)],
    };
  });
  if (description.site.shifts.length === 0) missing.push(sentence("plant-plan-no-shifts", {}).message);
  return { machines, calendars: [...calendars.values()], setUps: [...setUps.values()], missing };
}

/** The mean repair, less what of it is over; a minute at least. */
function repairFrom(at: Micros, outS: number, repairS: number): { from: string; to: string } {
  const startMs = Math.floor(at / 1e6) * 1_000;
  const endMs = startMs + Math.max(60, Math.round(repairS - outS)) * 1_000;
  const [from, to] = [startMs, endMs].map((ms) => `${new Date(ms).toISOString().slice(0, 19)}Z`);
  return { from: from as string, to: to as string };
}

/** Shifts of the site without the breaks that concern a machine; undefined for a site without shifts. */
function calendarFor(
  { site, kpis, assets }: PlantDescription,
  label: string,
  calendars: Map<string, WorkPlan["calendars"][number]>,
): string | undefined {
  if (site.shifts.length === 0) return undefined;
  const asset = assets.find((one) => one.label === label) ?? { label, kind: "" };
  const breaks = kpis.breaks.filter(({ of }) => of === undefined || matchesAsset(of, asset));
  const days = [...(kpis.days ?? EVERY_DAY)];
  const windows = site.shifts.flatMap(({ start, end }) => {
    const from = minutesOf(start);
    const to = minutesOf(end) + (minutesOf(end) <= from ? DAY_MIN : 0);
    return openIn({ from, to }, breaks).map((open) => ({ ...open, days }));
  });
  const key = JSON.stringify(windows.map(({ from, to }) => [from, to]));
  const id = calendars.get(key)?.id ?? `shifts${calendars.size === 0 ? "" : ` ${calendars.size + 1}`}`;
  // Windows begin on the day of their shift; those after midnight on the next.
  const written = windows.map(({ from, to, days: on }) => ({
    days: from < DAY_MIN ? on : on.map((day) => (day % 7) + 1),
    from: clock(from % DAY_MIN),
    to: clock(to > DAY_MIN ? to % DAY_MIN : to),
  }));
  calendars.set(key, { id, windows: written, closed: [] });
  return id;
}

/** Minutes of a shift, from midnight of its day, without its breaks. */
function openIn(
  shift: { readonly from: number; readonly to: number },
  breaks: PlantDescription["kpis"]["breaks"],
): readonly { readonly from: number; readonly to: number }[] {
  const open: { from: number; to: number }[] = [];
  let from = shift.from;
  for (const { afterMin, lastsMin } of breaks.toSorted((a, b) => a.afterMin - b.afterMin)) {
    const begin = Math.min(shift.to, shift.from + Math.round(afterMin));
    if (begin > from) open.push({ from, to: begin });
    from = Math.max(from, begin + Math.round(lastsMin));
  }
  if (from < shift.to) open.push({ from, to: shift.to });
  return open;
}

function clock(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Machines whose set-ups take the same times share a table. Undefined where none was seen. */
function setUpsFor(
  { setUp, label }: StationPlan,
  variants: readonly string[],
  tables: Map<string, WorkPlan["setUps"][number]>,
): string | undefined {
  if (setUp === undefined) return undefined;
  const between = variants.flatMap((from, a) =>
    variants.flatMap((to, b) => {
      const time = a === b ? undefined : setUp(a, b);
      return time === undefined ? [] : [{ from, to, minutes: Math.round(meanOf(time)) / 60 }];
    }),
  );
  if (between.length === 0) return undefined;
  const key = JSON.stringify(between);
  const id = tables.get(key)?.id ?? label;
  tables.set(key, { id, first: 0, same: 0, other: 0, between });
  return id;
}
