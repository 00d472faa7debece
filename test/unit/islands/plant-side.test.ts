import { expect, it } from "vitest";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import type { PlantIslands } from "../../../edge/contracts/production/islands.ts";
import type { OpenIslandBook } from "../../../edge/islands/book.ts";
import { ISLANDS, islandBook, MOVED, SentIslands } from "../../fakes/islands.ts";

const LI = { by: "li", seen: [] };
const report = (islands: PlantIslands["islands"], answer: PlantIslands["answer"] = null): PlantIslands => ({
  islands: islands.map(({ id, machines, variants }) => ({ id, machines, variants })),
  answer,
});

/** A report, and the second in which it is taken into account. */
function hear(book: OpenIslandBook, what: PlantIslands, source = "cells"): void {
  book.reported(source, what);
  book.tick(0);
}

function connected() {
  const plant = islandBook();
  const book = plant.open();
  const control = new SentIslands();
  book.offer("cells", control);
  hear(book, report(ISLANDS));
  return { plant, book, control, [Symbol.dispose]: () => plant[Symbol.dispose]() };
}

it("[IS8] a change is asked for until the plant reports it, and counts from then on", () => {
  using bench = connected();
  const { plant, book, control } = bench;
  book.change({ version: 1, islands: MOVED, reason: "r" }, LI);
  expect(book.now).toMatchObject({ version: 2, inForce: { version: 1 }, pending: { state: "asked", version: 2 } });
  expect(control.sent).toEqual([{ request: expect.stringMatching(/^gemba-2-/), islands: MOVED }]);
  expect(() => book.change({ version: 2, islands: ISLANDS, reason: "r" }, LI)).toThrow(/asked for and not answered/);
  // An older report on its way is no answer.
  hear(book, report(ISLANDS));
  expect(book.now.pending?.state).toBe("asked");
  plant.clock.at += 3e6;
  hear(book, report(MOVED.toReversed()));
  expect(book.now).toMatchObject({ inForce: { version: 2, from: plant.clock.at }, pending: null });
  expect(book.changes).toHaveLength(2);
});

it("[IS8] a refusal has the plant's own words, and the islands stay", () => {
  using bench = connected();
  const { book, control } = bench;
  book.change({ version: 1, islands: MOVED, reason: "r" }, LI);
  const request = control.sent[0]?.request ?? "";
  hear(book, report(ISLANDS, { request, accepted: false, reason: "CNC-102 is in set-up" }));
  expect(book.now).toMatchObject({
    inForce: { version: 1 },
    pending: { state: "refused", said: "CNC-102 is in set-up" },
  });
  // The next change is made on top of the refused one.
  book.change({ version: 2, islands: MOVED, reason: "again" }, LI);
  expect(book.now.pending).toMatchObject({ version: 3, state: "asked" });
});

it("[IS8] without an answer it is unknown after 15 s, and counts if the plant reports it later", () => {
  using bench = connected();
  const { plant, book } = bench;
  book.change({ version: 1, islands: MOVED, reason: "r" }, LI);
  plant.clock.at += 14e6;
  book.tick(plant.clock.at);
  expect(book.now.pending?.state).toBe("asked");
  plant.clock.at += 1e6;
  book.tick(plant.clock.at);
  expect(book.now).toMatchObject({ inForce: { version: 1 }, pending: { state: "unknown" } });
  hear(book, report(MOVED));
  expect(book.now).toMatchObject({ inForce: { version: 2 }, pending: null });
});

it("[IS8] without a connection nothing is sent and nothing recorded", () => {
  using bench = connected();
  const { book, control } = bench;
  control.isOnline = false;
  expect(() => book.change({ version: 1, islands: MOVED, reason: "r" }, LI)).toThrow(EdgeError);
  expect(book.now.version).toBe(1);
  control.isOnline = true;
  expect(control.sent).toEqual([]);
});

it.each(["before it was sent", "after it was sent"])(
  "[IS8] after a kill between record and answer, %s, nothing is sent again",
  (when) => {
    using bench = connected();
    const { plant, book, control } = bench;
    book.change({ version: 1, islands: MOVED, reason: "r" }, LI);
    const again = plant.open();
    const next = new SentIslands();
    again.offer("cells", next);
    expect(again.now.pending?.state).toBe("asked");
    hear(again, report(when === "before it was sent" ? ISLANDS : MOVED));
    plant.clock.at += 20e6;
    again.tick(plant.clock.at);
    expect(next.sent).toEqual([]);
    expect(control.sent).toHaveLength(1);
    if (when === "after it was sent") expect(again.now).toMatchObject({ inForce: { version: 2 }, pending: null });
    else
      expect(again.now.pending).toMatchObject({
        state: "unknown",
        said: expect.stringContaining("ended before the plant answered"),
      });
  },
);

it("[IS14] of reports within a second the newest counts, and those passed over are counted", () => {
  using bench = connected();
  const { book } = bench;
  for (let i = 0; i < 1_000; i++) book.reported("cells", report(i % 2 === 0 ? MOVED : ISLANDS));
  book.reported("cells", report(MOVED));
  expect(book.now.version).toBe(1);
  book.tick(0);
  expect(book.changes.map(({ version }) => version)).toEqual([1, 2]);
  expect(book.now.inForce.islands.map(({ machines }) => machines)).toEqual(MOVED.map(({ machines }) => machines));
  expect(book.plant?.passedOver).toBe(1_000);
  book.tick(0);
  expect(book.now.version).toBe(2);
});

it("[IS9] a change at the plant's own controller is recorded without a person", () => {
  using bench = connected();
  const { book } = bench;
  hear(book, report(MOVED));
  expect(book.now).toMatchObject({ version: 2, inForce: { version: 2 }, pending: null });
  expect(book.changes.at(-1)).toMatchObject({ origin: "plant", by: null, state: "in-effect" });
  // Names are the edge's; a new island has its id.
  hear(book, report([{ id: "third", machines: ["CNC-201"], variants: [] }]));
  expect(book.now.inForce.islands[0]?.name).toEqual({ zh: "third", en: "third" });
});

it("[IS9] where the source may not write, a change is refused with the remedy; a second source does not count", () => {
  using plant = islandBook();
  const book = plant.open();
  book.offer("cells", undefined);
  hear(book, report(ISLANDS));
  expect(() => book.change({ version: 1, islands: MOVED, reason: "r" }, LI)).toThrow(/set writeBack: islands/);
  book.offer("other", new SentIslands());
  hear(book, report(MOVED), "other");
  expect(book.now.version).toBe(1);
  expect(book.plant).toEqual({ source: "cells", mayWrite: false, isOnline: false, passedOver: 0 });
});
