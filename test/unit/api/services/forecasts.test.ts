import { expect, it } from "vitest";
import { askForecast, removeForecast } from "../../../../edge/api/services/forecasts/forecasts.ts";
import { EdgeError } from "../../../../edge/contracts/errors.ts";
import type { ForecastBook, ForecastHead, ForecastQuestion } from "../../../../edge/contracts/forecast/forecasts.ts";
import { userOf } from "../../../fakes/access/callers.ts";
import { MemoryJournal } from "../../../fakes/api/deps.ts";

const QUESTION: ForecastQuestion = { name: "next shift", hours: 8, replications: 5, seed: 1, at: null, futures: [] };
const HEAD = { uid: "u-1", name: QUESTION.name } as ForecastHead;

function bookWith(remove: ForecastBook["remove"]): ForecastBook {
  return { ask: async () => HEAD, list: () => [HEAD], remove } as Partial<ForecastBook> as ForecastBook;
}

it("[FK53] the audit log has name and uid of what was asked and removed, and nothing that was not done", async () => {
  const journal = new MemoryJournal();
  const caller = userOf("operator");
  let isGone = false;
  const forecasts = bookWith(async () => {
    if (!isGone) throw new EdgeError("disk", "read-only");
    return true;
  });
  await askForecast({ forecasts, journal }, caller, QUESTION);
  await expect(removeForecast({ forecasts, journal }, caller, "u-1")).rejects.toMatchObject({ code: "disk" });
  expect(journal.entries.map(({ action, target, result }) => [action, target, result])).toEqual([
    ["forecast.ask", "next shift (u-1)", "done"],
  ]);
  isGone = true;
  await removeForecast({ forecasts, journal }, caller, "u-1");
  expect(journal.entries.at(-1)).toMatchObject({
    action: "forecast.remove",
    target: "next shift (u-1)",
    result: "done",
  });
});
