import { pino } from "pino";
import { expect, it } from "vitest";
import type { HistorianReader } from "../../../edge/contracts/path/historian.ts";
import type { Plant } from "../../../edge/contracts/plant/plant.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { createTwin } from "../../../edge/model/twin.ts";
import { personalPath } from "../../../edge/privacy/personal.ts";
import { FakeInlet } from "../../fakes/source/inlet.ts";
import { batchOf, FakeTags, fakeTag } from "../../fakes/source/tags.ts";

const S = 1_000_000;
const PERSON = 1 as TagRef;
const HISTORIAN = { trend: async () => "asked", raw: async () => "asked" } as unknown as HistorianReader;

const NOTHING = {
  plant: { assets: [], zones: [] } as unknown as Plant,
  evidenceDir: "/nowhere",
  evidenceDays: 0,
  log: pino({ level: "silent" }),
};

function setUp() {
  const tags = new FakeTags([
    fakeTag(0),
    fakeTag(1, { class: "personal" }),
    fakeTag(2, { class: "personal", type: "text" }),
  ]);
  const twin = createTwin({ tags, links: [] });
  const log = new FakeInlet();
  const path = personalPath({ ...NOTHING, tags, twin, inlet: log, historian: HISTORIAN });
  if (path === undefined) throw new Error("expected a path");
  return { twin, log, path };
}

it("[Q9] samples about people reach the twin and a minute's memory, never the log", async () => {
  const { twin, log, path } = setUp();
  path.inlet.push(
    batchOf(
      [
        { ref: 0, time: 10 * S, value: 1 },
        { ref: 1, time: 10 * S, value: 2.5 },
        { ref: 2, time: 10 * S, text: "Li Na" },
      ],
      10 * S,
    ),
  );
  expect(log.samples().map(({ ref }) => ref)).toEqual([0]);
  expect([twin.value(PERSON), twin.text(2 as TagRef)]).toEqual([2.5, "Li Na"]);
  expect(await path.historian.raw(PERSON, 0, 20 * S, 10)).toEqual({
    times: [10 * S],
    values: [2.5],
    texts: [null],
    statuses: [0],
  });
  expect(await path.historian.raw(0 as TagRef, 0, 20 * S, 10)).toBe("asked");
});

it("a batch without personal tags passes unchanged", () => {
  const { log, path } = setUp();
  const batch = batchOf([{ ref: 0, time: S, value: 1 }]);
  path.inlet.push(batch);
  expect(log.batches[0]).toBe(batch);
});

it("[Q9] after 60 s everything about a person is forgotten, the live value too", async () => {
  const { twin, path } = setUp();
  for (const second of [10, 40])
    path.inlet.push(
      batchOf(
        [
          { ref: 1, time: second * S, value: second },
          ...(second === 10 ? [{ ref: 2, time: second * S, text: "Li Na" }] : []),
        ],
        second * S,
      ),
    );
  path.tick(71 * S);
  expect((await path.historian.raw(PERSON, 0, 100 * S, 10)).values).toEqual([40]);
  expect([twin.value(PERSON), twin.text(2 as TagRef), twin.status(2 as TagRef)]).toEqual([40, undefined, 0x809b0000]);
  path.tick(101 * S);
  expect((await path.historian.raw(PERSON, 0, 100 * S, 10)).values).toEqual([]);
  expect([twin.value(PERSON), twin.status(PERSON)]).toEqual([Number.NaN, 0x809b0000]);
});

it("[Q9] the memory is bounded: the oldest samples of a fast tag are dropped first", async () => {
  const { path } = setUp();
  for (let n = 0; n < 700; n++) path.inlet.push(batchOf([{ ref: 1, time: n, value: n }], n));
  const { values } = await path.historian.raw(PERSON, 0, S, 1_000);
  expect([values.length, values[0], values.at(-1)]).toEqual([600, 100, 699]);
});

it("draws a trend of the minute with exact extremes", async () => {
  const { path } = setUp();
  path.inlet.push(
    batchOf(
      [3, 1, 2, Number.NaN].map((value, n) => ({
        ref: 1,
        time: n < 3 ? S + n : 9 * S,
        value,
        status: n < 3 ? 0 : 0x80000000,
      })),
      S,
    ),
  );
  expect(await path.historian.trend({ ref: PERSON, from: 0, to: 10 * S, width: 10 })).toEqual({
    ref: 1,
    times: [S, 9 * S],
    min: [1, null],
    max: [3, null],
    mean: [2, null],
    last: [2, null],
    doubtful: [false, true],
  });
});

it("costs nothing where no tag is about people", () => {
  const tags = new FakeTags([fakeTag(0)]);
  expect(
    personalPath({
      ...NOTHING,
      tags,
      twin: createTwin({ tags, links: [] }),
      inlet: new FakeInlet(),
      historian: HISTORIAN,
    }),
  ).toBeUndefined();
});
