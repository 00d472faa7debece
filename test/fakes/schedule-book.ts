/** A book of schedules in a temporary folder, and a small plan to ask it for. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { Shelf } from "../../edge/asked/shelf.ts";
import type { ScheduleHead } from "../../edge/contracts/schedule/schedules.ts";
import { createLog } from "../../edge/observe/log.ts";
import { planApart } from "../../edge/schedule/plan-apart.ts";
import { Schedules } from "../../edge/schedules/book.ts";
import type { ScoresParts } from "../../edge/schedules/score/scores.ts";
import { headOf, type StoredSchedule } from "../../edge/schedules/stored.ts";

const LOG = createLog({ level: "silent" });
const PLAN_START = "2026-12-07T06:00:00Z";
const START_MS = Date.parse(PLAN_START);
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function scheduleFolder(): string {
  const made = mkdtempSync(join(tmpdir(), "gemba-schedules-test-"));
  folders.push(made);
  return made;
}

/** Minutes after the start of the plan, as the API writes moments. */
export function at(minutes: number): string {
  return new Date(START_MS + minutes * 60_000).toISOString();
}

/** The same as plans write them. */
export function planned(minutes: number): string {
  return at(minutes).replace(".000Z", "Z");
}

/** Two mills and a washer; each order is milled, then washed. */
export const PLAN = {
  timeZone: "Asia/Shanghai",
  start: PLAN_START,
  calendars: [{ id: "day", windows: [{ from: "08:00", to: "22:00" }] }],
  setUps: [{ id: "mills", other: 30 }],
  machines: [
    { id: "MILL-1", area: "mills", setUps: "mills", setUpNow: "P1" },
    { id: "MILL-2", area: "mills", setUps: "mills", setUpNow: "P2" },
    { id: "WASH", area: "wash", calendar: "day" },
  ],
  variants: ["P1", "P2"].map((id) => ({
    id,
    route: [
      {
        id: "mill",
        machines: [
          { machine: "MILL-1", minutes: 6 },
          { machine: "MILL-2", minutes: 6 },
        ],
      },
      { id: "wash", machines: [{ machine: "WASH", minutes: 2 }] },
    ],
  })),
  orders: Array.from({ length: 6 }, (_, number) => ({
    id: `O${number + 1}`,
    variant: number % 2 === 0 ? "P1" : "P2",
    quantity: 10,
    due: planned(120 + 60 * number),
  })),
};

export const NEW = { name: "week 50", seconds: 1, seed: 1, plan: PLAN };

type Plan = typeof planApart;

/** Plans by steps, so that the same question has the same answer on any machine. */
const bySteps: Plan = async (task, ...rest) => await planApart({ ...task, limit: { steps: 2_000 } }, ...rest);

/** A book whose clock may be moved. `read`: called where it reads the plant. Nothing is judged unless `judge` does. */
export function openedSchedules(
  dir: string,
  plan: Plan = bySteps,
  read = (): void => undefined,
  judge: ScoresParts["judge"] = async () => ({ kind: "unknown", unknown: "later", source: null }),
) {
  const clock = { now: START_MS * 1_000 };
  const { shelf, heads } = Shelf.open<StoredSchedule, ScheduleHead>(dir, { name: "schedule", headOf }, LOG);
  const plant = async () => {
    read();
    return { plan: null, missing: [] };
  };
  const book = new Schedules({
    ...{ shelf, heads, plan, plant, judge, log: LOG },
    actuals: async ({ now }) => ({ upTo: new Date(now).toISOString(), doubt: null, source: null, operations: [] }),
    lostIn: async () => [],
    now: () => clock.now++,
  });
  return { book, clock, shelf };
}

export async function madeSchedule(book: Schedules, uid: string) {
  while (["waiting", "working"].includes(book.list().find((one) => one.uid === uid)?.state ?? ""))
    await new Promise(setImmediate);
  const whole = await book.find(uid);
  if (whole === undefined) throw new Error("it is not stored");
  return whole;
}
