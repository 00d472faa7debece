import { describe, expect, it } from "vitest";
import {
  againName,
  draft,
  eventsOf,
  formatOf,
  isComplete,
  newEvent,
  questionOf,
} from "../../../twin-viewer/src/screens/schedule/draft.ts";
import "../../../twin-viewer/src/i18n/schedules-catalogue.ts";
import { NOW_MS } from "./plans.ts";

const file = (text: string) => ({ name: "plan.yaml", text });

describe("a new schedule", () => {
  it("[SD30] takes a plan of YAML or JSON and orders by what the file is, under its usual name", async () => {
    const written = { ...draft.value, source: "file", planFile: file("start: 2026-12-01T08:00+08:00") } as const;
    expect(await questionOf(written, undefined, "Day")).toEqual({
      name: "Day",
      seconds: 30,
      plan: { start: "2026-12-01T08:00+08:00" },
    });
    const orders = file("\uFEFF<OperationsSchedule/>");
    const json = { ...written, name: " Mine ", planFile: file('{"machines": []}'), orders };
    expect(await questionOf(json, undefined, "Day")).toMatchObject({
      name: "Mine",
      plan: { machines: [] },
      orders: { format: "b2mml" },
    });
    expect(formatOf(file("order;variant"))).toBe("csv");
  });

  it("[SD30] says what is missing, and that a file cannot be read", async () => {
    await expect(questionOf(draft.value, { plan: null, missing: [] }, "Day")).rejects.toThrow(/nothing to plan|没有可/);
    const written = { ...draft.value, source: "file" } as const;
    await expect(questionOf(written, undefined, "Day")).rejects.toThrow(/plan file|计划文件/);
    await expect(questionOf({ ...written, planFile: file("a: [") }, undefined, "Day")).rejects.toThrow(/plan\.yaml/);
  });

  it("[SD37] a schedule that is made again has the name of the first one with the time", () => {
    expect(againName("Week 49 · 08:10", "09:30")).toBe("Week 49 · 09:30");
    expect(againName("W".repeat(80), "09:30")).toHaveLength(78);
  });

  it("[SD37] changes since a plan are complete with all their fields, and have the edge's names and times", () => {
    const down = newEvent("breakdown", NOW_MS);
    expect(isComplete(down)).toBe(false);
    const events = [
      { ...down, machine: "M" },
      { ...newEvent("material", NOW_MS), order: "A", step: "mill" },
      { ...newEvent("rush", NOW_MS), order: " R ", variant: "P" },
    ] as Parameters<typeof eventsOf>[0];
    expect(events.map(isComplete)).toEqual([true, true, true]);
    expect(eventsOf(events)).toEqual({
      breakdowns: [{ machine: "M", from: "2026-12-01T03:00:00Z", to: "2026-12-01T07:00:00Z" }],
      lateMaterial: [{ order: "A", operation: "mill", from: "2026-12-01T11:00:00Z" }],
      rushOrders: [{ id: "R", variant: "P", quantity: 1, due: "2026-12-02T03:00:00Z", priority: 1, material: [] }],
    });
    expect(isComplete({ ...events[0], toMs: 0 } as (typeof events)[0])).toBe(false);
  });
});
