import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { BatchBuilder } from "../../edge/batch/builder.ts";
import { encodeFrame } from "../../edge/batch/wire.ts";
import { backoffMs, StreamLink } from "../../twin-viewer/src/data/link.ts";

class FakeSocket {
  static all: FakeSocket[] = [];
  readyState = 1;
  binaryType = "";
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: unknown[] = [];
  constructor() {
    FakeSocket.all.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.readyState = 3;
  }
}

const newest = () => FakeSocket.all.at(-1) as FakeSocket;
const frame = (version: number, last: boolean) => {
  const bytes = encodeFrame(new BatchBuilder().finish(1), version, { last });
  return { data: bytes.buffer };
};

let states: string[];
let versions: number[];
let link: StreamLink<unknown>;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all = [];
  states = [];
  versions = [];
  link = new StreamLink<unknown>(
    "ws://edge",
    {
      message: () => undefined,
      frame: (one) => {
        versions.push(one.version);
      },
      state: (state) => {
        states.push(state);
      },
    },
    { hello: () => ({ kind: "hello", have: 7, epoch: 2 }), connect: () => new FakeSocket() as unknown as WebSocket },
  );
  link.start();
});

afterEach(() => {
  link.stop();
  vi.useRealTimers();
});

it("sends hello with its version, and becomes open", () => {
  newest().onopen?.();
  expect(newest().sent).toEqual([{ kind: "hello", have: 7, epoch: 2 }]);
  expect(states).toEqual(["open"]);
});

it("acknowledges a complete change after it is drawn, but each earlier piece at once", () => {
  newest().onopen?.();
  newest().onmessage?.(frame(8, false));
  expect(newest().sent.at(-1)).toEqual({ kind: "ack", version: 8 });
  newest().onmessage?.(frame(9, true));
  expect(newest().sent.at(-1)).toEqual({ kind: "ack", version: 8 });
  link.acknowledge();
  expect(newest().sent.at(-1)).toEqual({ kind: "ack", version: 9 });
  expect(versions).toEqual([8, 9]);
});

it("acknowledges a hidden page's changes by timer, because it draws nothing", () => {
  newest().onopen?.();
  newest().onmessage?.(frame(9, true));
  vi.advanceTimersByTime(1000);
  expect(newest().sent.at(-1)).toEqual({ kind: "ack", version: 9 });
});

it("an edge that falls silent without closing is gone within five seconds", () => {
  newest().onopen?.();
  vi.advanceTimersByTime(5000);
  expect(states).toEqual(["open", "gone"]);
});

it("reconnects after a lost connection and ignores late messages of the old socket", () => {
  newest().onopen?.();
  const old = newest();
  old.onclose?.();
  expect(states).toEqual(["open", "gone"]);
  vi.advanceTimersByTime(600);
  expect(FakeSocket.all).toHaveLength(2);
  newest().onopen?.();
  expect(states).toEqual(["open", "gone", "open"]);
  expect(old.onmessage).toBeNull();
});

it("starts again after an unreadable message", () => {
  newest().onopen?.();
  newest().onmessage?.({ data: new ArrayBuffer(3) });
  expect(states).toEqual(["open", "gone"]);
});

it("waits longer each time, up to a limit, and at least half of the delay", () => {
  const waits = Array.from({ length: 12 }, (_, attempt) => backoffMs(attempt, 1));
  expect(waits[0]).toBe(500);
  expect(waits[1]).toBe(1000);
  expect(Math.max(...waits)).toBe(8000);
  expect(backoffMs(20, 0)).toBe(4000);
});
