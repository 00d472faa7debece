import { expect, it } from "vitest";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import type { HistorianReader } from "../../../edge/contracts/path/historian.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { SinkTail } from "../../../edge/historian/remote/sink-tail.ts";
import { withFallback } from "../../../edge/historian/remote/with-fallback.ts";
import { numbered } from "../../fakes/source/samples.ts";

const ref = 1 as TagRef;

it("[D10] knows which samples a sink's server may lack, and when they exceed its memory", () => {
  const feed = { acknowledged: 100 };
  const tail = new SinkTail(feed, 100);
  expect(tail.copy(ref)?.length).toBe(0);
  tail.committed([numbered(0, 10)], 110);
  tail.committed([numbered(10, 10)], 120);
  expect(tail.copy(ref)?.length).toBe(20);
  feed.acknowledged = 110;
  expect([...(tail.copy(ref)?.values ?? [])]).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  // The sink is stuck: a million samples later memory has dropped the oldest.
  for (let n = 0; n < 11; n++) tail.committed([numbered(20 + n * 100_000, 100_000)], 120 + (n + 1) * 100_000);
  expect(tail.copy(ref)).toBeUndefined();
  feed.acknowledged = 120 + 11 * 100_000;
  expect(tail.copy(ref)?.length).toBe(0);
});

it("[D10] a start with a backlog exceeds the memory", () => {
  const feed = { acknowledged: 50 };
  expect(new SinkTail(feed, 100).copy(ref)).toBeUndefined();
});

it("[D10] queries the other historian while the first cannot answer, and passes query errors on", async () => {
  const reader = (answer: () => Promise<never[]>): HistorianReader =>
    ({ stateDurations: answer }) as unknown as HistorianReader;
  const away = reader(() => Promise.reject(new EdgeError("unavailable", "away")));
  const refusing = reader(() => Promise.reject(new EdgeError("bad-request", "too much")));
  const other = reader(() => Promise.resolve([]));
  await expect(withFallback(away, other).stateDurations(ref, 0, 1)).resolves.toEqual([]);
  await expect(withFallback(refusing, other).stateDurations(ref, 0, 1)).rejects.toMatchObject({ code: "bad-request" });
  await expect(withFallback(away, away).stateDurations(ref, 0, 1)).rejects.toMatchObject({ code: "unavailable" });
});
