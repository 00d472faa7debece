import { beforeEach, describe, expect, it } from "vitest";
import { BatchBuilder } from "../../edge/batch/builder.ts";
import { encodeFrame } from "../../edge/batch/wire.ts";
import type { TagRef } from "../../edge/contracts/plant/tag.ts";
import { Mirror } from "../../twin-viewer/src/data/mirror.ts";
import { Replay } from "../../twin-viewer/src/data/replay.ts";
import { edgeNowMs, moment, replayRange } from "../../twin-viewer/src/data/signals.ts";
import { offsetOf, ticksOf, tickText } from "../../twin-viewer/src/data/time-ticks.ts";
import { windowEnd, zoomed } from "../../twin-viewer/src/timeline/window.ts";

const REF = 3 as TagRef;

class FakeSocket {
  readyState = 1;
  binaryType = "";
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.readyState = 3;
  }
}

describe("looking back", () => {
  let socket: FakeSocket;
  let mirror: Mirror;
  let replay: Replay;
  let version: number;
  let ended: number;

  const keyframe = (atMs: number) =>
    socket.onmessage?.({
      data: JSON.stringify({ kind: "keyframe", at: atMs * 1000, version, from: 0, to: 9_000_000_000, alerts: [] }),
    });
  const frame = (atMs: number, value: number, last = true) => {
    const builder = new BatchBuilder();
    builder.add(REF, atMs * 1000, value, 0, 0);
    socket.onmessage?.({ data: encodeFrame(builder.finish(atMs * 1000), ++version, { last }).buffer });
  };
  const seeks = () =>
    socket.sent.filter((message) => message["kind"] === "replay").map((message) => [message["at"], message["speed"]]);

  beforeEach(() => {
    moment.value = null;
    replayRange.value = null;
    socket = new FakeSocket();
    mirror = new Mirror();
    version = 0;
    ended = 0;
    replay = new Replay(
      "ws://edge",
      mirror,
      {
        dictionary: () => undefined,
        drawn: () => undefined,
        state: () => undefined,
        end: () => {
          ended++;
        },
      },
      () => socket as unknown as WebSocket,
    );
    replay.show(5_000_000, 0);
    socket.onopen?.();
  });

  it("requests the instant, shows the keyframe's values and sets the page's time", () => {
    expect(seeks()).toEqual([[5_000_000_000, 0]]);
    keyframe(5_000_000);
    frame(5_000_000, 41);
    expect(mirror.value(REF)).toBe(41);
    expect(edgeNowMs()).toBe(5_000_000);
    expect(replayRange.value).toEqual({ fromMs: 0, toMs: 9_000_000 });
  });

  it("a dragged cursor requests again only after the keyframe, and then the newest instant", () => {
    for (const atMs of [4_000_000, 3_000_000, 2_000_000]) replay.show(atMs, 0);
    expect(seeks()).toHaveLength(1);
    expect(edgeNowMs()).toBe(2_000_000);
    keyframe(5_000_000);
    frame(5_000_000, 41);
    expect(seeks().slice(1)).toEqual([[2_000_000_000, 0]]);
    expect(edgeNowMs()).toBe(2_000_000);
  });

  it("messages in transit before a new keyframe are ignored", () => {
    keyframe(5_000_000);
    frame(5_000_000, 41);
    replay.show(1_000_000, 0);
    frame(5_000_250, 99);
    expect(mirror.value(REF)).toBe(41);
    keyframe(1_000_000);
    frame(1_000_000, 7);
    expect(mirror.value(REF)).toBe(7);
  });

  it("only values of the keyframe's instant are shown, not earlier ones", () => {
    keyframe(5_000_000);
    frame(5_000_000, 41);
    replay.show(1_000_000, 0);
    keyframe(1_000_000);
    socket.onmessage?.({ data: encodeFrame(new BatchBuilder().finish(1_000_000_000), ++version).buffer });
    expect(mirror.freshness(REF)).toBe("none");
  });

  it("playing moves the page's time with the frames; now ends it", () => {
    keyframe(5_000_000);
    frame(5_000_000, 41);
    replay.show(5_000_000, 60);
    keyframe(5_000_000);
    frame(5_000_000, 41);
    frame(5_015_000, 42);
    expect(moment.value).toEqual({ atMs: 5_015_000, speed: 60 });
    socket.onmessage?.({ data: JSON.stringify({ kind: "end", at: 1 }) });
    expect(ended).toBe(1);
  });
});

describe("the timeline's window", () => {
  const spanMs = 600_000;
  it("follows now while live and while the cursor is in it", () => {
    expect(windowEnd(undefined, { atMs: undefined, nowMs: 5e6, spanMs })).toBeUndefined();
    expect(windowEnd(4e6, { atMs: undefined, nowMs: 5e6, spanMs })).toBeUndefined();
    expect(windowEnd(undefined, { atMs: 4.9e6, nowMs: 5e6, spanMs })).toBeUndefined();
  });
  it("moves so that an outside instant is in its middle, and then rests", () => {
    const end = windowEnd(undefined, { atMs: 1e6, nowMs: 5e6, spanMs });
    expect(end).toBe(1.3e6);
    expect(windowEnd(end, { atMs: 0.9e6, nowMs: 5e6, spanMs })).toBe(end);
    expect(windowEnd(end, { atMs: 4.9e6, nowMs: 5e6, spanMs })).toBeUndefined();
  });
  it("zooms within bounds and marks round times", () => {
    expect(zoomed(10, 1)).toBe(12.5);
    expect(zoomed(0.5, -1)).toBe(0.5);
    expect(zoomed(43_200, 1)).toBe(43_200);
    expect(ticksOf({ fromMs: 1000, toMs: 601_000 })).toEqual([120_000, 240_000, 360_000, 480_000, 600_000]);
    expect(ticksOf({ fromMs: 0, toMs: 30 * 86_400_000 }).length).toBeLessThanOrEqual(8);
  });
  it("marks the site's midnights with their day, whatever UTC says", () => {
    const week = { fromMs: Date.parse("2026-11-20T02:42:07Z"), toMs: Date.parse("2026-11-27T02:42:07Z") };
    const zone = "Asia/Shanghai";
    expect(ticksOf(week, offsetOf(week.toMs, zone)).map((ms) => tickText(ms, zone, week))).toEqual([
      "11-21",
      "11-22",
      "11-23",
      "11-24",
      "11-25",
      "11-26",
      "11-27",
    ]);
    const day = { fromMs: week.toMs - 8 * 3_600_000, toMs: week.toMs };
    expect(ticksOf(day, offsetOf(day.toMs, "Asia/Kolkata")).map((ms) => tickText(ms, "Asia/Kolkata", day))).toEqual([
      "02:00",
      "04:00",
      "06:00",
      "08:00",
    ]);
  });
});
