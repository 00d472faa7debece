import { expect, it } from "vitest";
import { islandsAt } from "../../../edge/api/services/production/islands.ts";
import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";
import type { IslandChange } from "../../../edge/contracts/production/islands.ts";
import { IslandEvents } from "../../../edge/islands/events.ts";
import { recordedIslands } from "../../../edge/islands/recorded.ts";
import { LOCAL } from "../../fakes/access/callers.ts";
import { MemoryJournal } from "../../fakes/api/deps.ts";
import { island } from "../../fakes/islands.ts";

const SECOND = 1e6;
const change = (version: number, state: IslandChange["state"], more: Partial<IslandChange> = {}): IslandChange => ({
  ...{ version, origin: "person", by: "li", reason: "week 50", said: null },
  islands: [island(`i${version}`, ["CNC-101"], ["PH-40*"])],
  ...{ at: version * 100 * SECOND, state, stateAt: version * 100 * SECOND },
  ...more,
});

function eventsOf(...changes: readonly IslandChange[]): readonly EdgeEvent[] {
  const events: EdgeEvent[] = [];
  const record = new IslandEvents({ full: false, pushEvents: (batch) => events.push(...batch.events) });
  for (const one of changes) record.record(one);
  return events;
}

it("[IS18] a recording has the islands of its events, now and then, and nothing in it can be changed", async () => {
  const events = eventsOf(
    change(1, "record"),
    change(2, "asked"),
    change(2, "in-effect", { stateAt: 205 * SECOND }),
    change(3, "refused", { said: "no" }),
  );
  const book = recordedIslands(events);
  expect(book.now).toMatchObject({ version: 3, inForce: { version: 2 }, pending: { version: 3, state: "refused" } });
  expect(book.at(203 * SECOND)?.version).toBe(1);
  expect(book.at(99 * SECOND)).toBeUndefined();
  expect(() => book.change({ version: 3, islands: [], reason: "r" }, { by: "li", seen: [] })).toThrow("recording");
  const deps = { islands: book, journal: new MemoryJournal() };
  const view = await islandsAt(deps, LOCAL, { at: 203 * SECOND, now: 1_000 * SECOND });
  expect(view).toMatchObject({ isRecorded: true, inForce: { version: 1 }, pending: { version: 2, state: "asked" } });
});

it("[IS18] a recording without islands has none, and what is no change of islands is left out", async () => {
  const none = await islandsAt({ islands: recordedIslands([]), journal: new MemoryJournal() }, LOCAL, {
    ...{ at: undefined, now: 0 },
  });
  expect(none).toMatchObject({ isRecorded: true, version: 0, changes: [], steps: [] });
  const [good] = eventsOf(change(1, "record"));
  const wrong: readonly object[] = [
    {},
    { ...change(2, "record"), islands: [{ id: "x", name: { zh: "x", en: "x" }, machines: "CNC", variants: [] }] },
    { ...change(2, "record"), islands: null },
    { ...change(2, "record"), version: 1.5 },
    { ...change(2, "record"), stateAt: Number.NaN },
    { ...change(2, "record"), state: "constructor" },
  ];
  const events = wrong.map((payload) => ({ ...good, payload }) as EdgeEvent);
  expect(recordedIslands([...events, good as EdgeEvent]).changes.map(({ version }) => version)).toEqual([1]);
});
