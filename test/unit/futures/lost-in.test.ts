import { describe, expect, it } from "vitest";
import { gapEvent } from "../../../edge/batch/gap-event.ts";
import type { EdgeEvent, GapRecord } from "../../../edge/contracts/path/event-batch.ts";
import type { EventQuestion } from "../../../edge/contracts/path/historian.ts";
import { lostIn } from "../../../edge/futures/lost-in.ts";

const HOUR_US = 3600e6;
const FROM = Date.UTC(2026, 2, 2, 6) * 1000;
const SPAN = { from: FROM, to: FROM + 8 * HOUR_US };
const NOW = SPAN.to + 120e6;
/** An event before the span, without which its events may have been deleted. */
const EARLIER = event("piece.arrived", FROM - 60e6);

function event(type: string, time: number, payload: EdgeEvent["payload"] = {}): EdgeEvent {
  return { eventUid: `${type}-${time}`, type, time, receivedAt: time, schema: `${type}/1`, payload };
}

function gap(record: Partial<GapRecord>): EdgeEvent {
  const whole = { source: "turning", from: FROM, to: FROM + 1, reason: "edge_down_no_history", ...record } as const;
  return gapEvent(whole, whole.to);
}

/** Answers as a historian does, and refuses what one refuses. */
function historianOf(...events: readonly EdgeEvent[]) {
  return {
    async events({ from, to, type, limit }: EventQuestion): Promise<readonly EdgeEvent[]> {
      expect(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from < to).toBe(true);
      return events
        .filter((one) => one.time >= from && one.time < to && (type === undefined || one.type === type))
        .toSorted((a, b) => b.time - a.time)
        .slice(0, limit);
    },
  };
}

describe("losses of a span", () => {
  it("[FK52] are those of whole sources and of the log that reach into it, with their reason", async () => {
    const inside = gap({ source: "commit-log", reason: "buffer_full" });
    const ofTag = gap({ tagUid: "urn:t:1" });
    const [before, after] = [gap({ from: FROM - 9e6, to: FROM - 1 }), gap({ from: SPAN.to, to: SPAN.to + 1 })];
    const lost = await lostIn(historianOf(EARLIER, inside, ofTag, before, after), SPAN, NOW);
    expect(lost).toEqual([{ source: "commit-log", from: FROM, to: FROM + 1, reason: "buffer_full" }]);
  });

  it("[FK52] also those that began weeks before it", async () => {
    const long = gap({ from: FROM - 20 * 24 * HOUR_US, to: FROM + HOUR_US });
    expect(await lostIn(historianOf(EARLIER, long), SPAN, NOW)).toHaveLength(1);
  });

  it("[FK52] missing events count from the event before them, also if the next came after the span", async () => {
    const late = (payload: object) => event("events.missing", SPAN.to + HOUR_US, { source: "turning", ...payload });
    const asked = (one: EdgeEvent) => lostIn(historianOf(EARLIER, one), SPAN, SPAN.to + 2 * HOUR_US);
    const since = SPAN.to - HOUR_US;
    expect(await asked(late({ since }))).toEqual([
      { source: "turning", from: since, to: SPAN.to + HOUR_US, reason: null },
    ]);
    expect(await asked(late({ since: SPAN.to + 1 }))).toEqual([]);
    expect(await asked(event("events.missing", SPAN.to + 60e6, { source: "turning" }))).toHaveLength(1);
  });

  it("[FK52] are unknown where events of that time are not kept, or more were declared than can be read", async () => {
    expect(await lostIn(historianOf(event("piece.arrived", FROM + 1)), SPAN, NOW)).toBe("forgotten");
    expect(await lostIn(historianOf(event("piece.arrived", FROM - 90 * HOUR_US)), SPAN, NOW)).toEqual([]);
    const some = Array.from({ length: 2_500 }, (_, at) => gap({ from: FROM + at, to: FROM + at + 1 }));
    expect(
      new Set((await lostIn(historianOf(EARLIER, ...some), SPAN, NOW)) as readonly unknown[]).size,
    ).toBeGreaterThan(2_499);
    const many = Array.from({ length: 25_000 }, (_, at) => gap({ from: FROM + at, to: FROM + at + 1 }));
    expect(await lostIn(historianOf(EARLIER, ...many), SPAN, NOW)).toBe("gap");
    // A page of one time might have cut off more of it.
    const same = Array.from({ length: 1_000 }, () => gap({}));
    expect(await lostIn(historianOf(EARLIER, ...same), SPAN, NOW)).toBe("gap");
  });

  it("[FK52] spans of broken hours are asked for in whole microseconds", async () => {
    expect(await lostIn(historianOf(EARLIER), { from: FROM, to: FROM + 0.1234567 * HOUR_US }, NOW + 0.5)).toEqual([]);
  });
});
