import { expect, it } from "vitest";
import { askSchedule, removeSchedule } from "../../../../edge/api/services/schedules/schedules.ts";
import { EdgeError } from "../../../../edge/contracts/errors.ts";
import type { ScheduleBook, ScheduleRow } from "../../../../edge/contracts/schedule/schedules.ts";
import { userOf } from "../../../fakes/access/callers.ts";
import { MemoryJournal } from "../../../fakes/api/deps.ts";

const HEAD = { uid: "u-1", name: "week 50" } as ScheduleRow;

it("[SD27] the audit log has name and uid of what was asked and removed, and why something was refused", async () => {
  const journal = new MemoryJournal();
  const caller = userOf("operator");
  let isFull = false;
  const schedules = {
    ask: async () => {
      if (isFull) throw new EdgeError("conflict", "100 schedules are stored.");
      return HEAD;
    },
    list: () => [HEAD],
    remove: async () => true,
  } as Partial<ScheduleBook> as ScheduleBook;
  const question = { name: "week 50", seconds: 30, seed: 1, plan: {} };
  await askSchedule({ schedules, journal }, caller, question);
  isFull = true;
  await expect(askSchedule({ schedules, journal }, caller, question)).rejects.toThrow("100 schedules");
  await removeSchedule({ schedules, journal }, caller, "u-1");
  expect(journal.entries.map(({ action, target, result, reason }) => [action, target, result, reason])).toEqual([
    ["schedule.ask", "week 50 (u-1)", "done", undefined],
    ["schedule.ask", "week 50", "refused", "100 schedules are stored."],
    ["schedule.remove", "week 50 (u-1)", "done", undefined],
  ]);
  await expect(askSchedule({ schedules, journal }, userOf("viewer"), question)).rejects.toMatchObject({
    code: "forbidden",
  });
});
