/** The phone's page of inspections: rule SR36 in docs/rules/safety-register.md. */
import { afterEach, expect, it, vi } from "vitest";
import {
  discardInspection,
  emptyDraft,
  endedDrafts,
  keepInspection,
  keptInspection,
  unsentInspections,
} from "../../twin-viewer/src/panels/inspect/inspection-draft.ts";
import { choiceIn, hashOf } from "../../twin-viewer/src/phone/inspections/choice-in-hash.ts";

afterEach(() => vi.unstubAllGlobals());

it("[SR36] the choice of inspections is in the address, and an address of a stranger chooses nothing", () => {
  for (const choice of [
    { isMine: false, level: undefined },
    { isMine: true, level: undefined },
    { isMine: true, level: "team" as const },
  ])
    expect(choiceIn(hashOf(choice))).toEqual(choice);
  expect(hashOf({ isMine: true, level: "team" })).toBe("#/inspections?whose=mine&level=team");
  expect(choiceIn("#/inspections?whose=all&level=moon")).toEqual({ isMine: false, level: undefined });
});

it("[SR36] what was filled in outlives the page until it is sent; of other items it is not taken", () => {
  const kept = new Map<string, string>([["gemba.other", "x"]]);
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => {
      kept.set(key, value);
      (storage as Record<string, unknown>)[key] = value;
    },
    removeItem: (key: string) => {
      kept.delete(key);
      delete (storage as Record<string, unknown>)[key];
    },
  };
  vi.stubGlobal("localStorage", storage);
  const draft = emptyDraft("Daily", 2);
  expect(draft.ticks).toEqual([
    { result: null, note: "" },
    { result: null, note: "" },
  ]);
  expect(draft.start).not.toBe(draft.finish);
  keepInspection("round-1", draft);
  expect([keptInspection("round-1", 2), keptInspection("round-1", 3)]).toEqual([draft, undefined]);
  expect(unsentInspections()).toEqual(["round-1"]);
  // The inspection may be among those that an answer does not list.
  expect(endedDrafts({ count: 1, open: [] })).toEqual([]);
  expect(endedDrafts({ count: 0, open: [] })).toEqual(["round-1"]);
  discardInspection("round-1");
  expect([keptInspection("round-1"), unsentInspections()]).toEqual([undefined, []]);
});
