/** `npm run bench -- replay`: 8 hours of 10,000 tags, played at 3600 times their speed. */
import { setTimeout as sleep } from "node:timers/promises";
import type { WebSocket } from "ws";
import { ReplayPlayer, STEP_MS } from "../edge/api/stream/replay-player.ts";
import { decodeFrame } from "../edge/batch/wire.ts";
import type { SampleBatch } from "../edge/contracts/path/sample-batch.ts";
import { NO_TEXTS } from "../edge/contracts/path/sample-batch.ts";
import { cpuUs } from "./process-figures.ts";
import { type Figures, figure } from "./report.ts";
import { caughtUp, near, withHistorian } from "./with-historian.ts";

const TAGS = 10_000;
const SECONDS = 8 * 3600;
const SPEED = 3600;
/**
 * Seconds between two samples of a tag: 58 million samples take minutes to store; at 1 Hz it would take a quarter of
 * an hour.
 */
const EVERY_S = 5;

const REFS = Array.from({ length: EVERY_S }, (_, turn) =>
  Uint32Array.from({ length: TAGS / EVERY_S }, (__, i) => i * EVERY_S + turn),
);

/** The tags with a sample in this second: half rounded numbers, half states. */
function secondAt(second: number, start: number): SampleBatch {
  const tags = REFS[second % EVERY_S] as Uint32Array;
  return {
    length: tags.length,
    tags,
    times: Float64Array.from(tags, (ref) => start + second * 1e6 + ((ref * 7_919) % 1_000_000)),
    receivedAt: start + second * 1e6 + 1e6,
    values: Float64Array.from(tags, (ref) =>
      (ref >> 3) % 2 === 0
        ? Math.floor(second / 300 + ref) % 5
        : Math.round(500 + 200 * Math.sin(second / 100 + ref)) / 10,
    ),
    statuses: new Uint32Array(tags.length),
    flags: new Uint8Array(tags.length),
    texts: NO_TEXTS,
  };
}

/** A reader that acknowledges every frame at once. */
class Reader {
  readonly OPEN = 1;
  readonly readyState = 1;
  readonly bufferedAmount = 0;
  frames = 0;
  bytes = 0;
  hasEnded = false;
  closedWith: string | undefined;
  player: ReplayPlayer | undefined;

  /** It neither pings nor leaves. */
  on(): void {}
  ping(): void {}

  send(part: string | Uint8Array): void {
    if (typeof part === "string") {
      this.hasEnded ||= part.startsWith('{"kind":"end"');
      return;
    }
    this.frames++;
    this.bytes += part.length;
    const { version } = decodeFrame(part);
    setImmediate(() => this.player?.hear({ kind: "ack", version }));
  }

  close(_code: number, reason: string): void {
    this.closedWith = reason;
  }
}

export async function benchReplay(): Promise<Figures> {
  const start = Math.floor((Date.now() * 1000 - (SECONDS + 300) * 1e6) / 60e6) * 60e6;
  return withHistorian(100, async ({ commitLog, historian }) => {
    for (let second = 0; second < SECONDS; second++) {
      const position = commitLog.push(secondAt(second, start));
      if (second % 20 === 19) await commitLog.committed(position, AbortSignal.timeout(60_000));
      await near(historian);
    }
    await caughtUp(historian);
    const reader = new Reader();
    const player = new ReplayPlayer(reader as unknown as WebSocket, {
      replay: historian,
      dictionary: () => "{}",
      greeted: () => undefined,
      dropped: () => undefined,
      clock: () => performance.now(),
    });
    reader.player = player;
    const childBegan = cpuUs(historian.pid as number);
    const began = performance.now();
    player.hear({ kind: "replay", at: start + 60e6, speed: SPEED });
    let keyframeMs = 0;
    while (!reader.hasEnded && reader.closedWith === undefined) {
      player.turn();
      if (keyframeMs === 0 && reader.frames > 0) keyframeMs = performance.now() - began;
      await sleep(STEP_MS);
    }
    if (reader.closedWith !== undefined) throw new Error(reader.closedWith);
    const seconds = (performance.now() - began) / 1000;
    return [
      figure(
        "replaySpeed",
        `8 h of ${TAGS} tags, each every ${EVERY_S} s, asked for ${SPEED} times: ` +
          "reached, from the first question to the end",
        "×",
        [(SECONDS - 60) / seconds],
      ),
      figure("replayLagS", "behind a clock that runs at that speed, the first keyframe included", "s", [
        seconds - (SECONDS - 60) / SPEED,
      ]),
      figure("replayKeyframeMs", "to the first frame", "ms", [keyframeMs]),
      figure("replayCpuS", "CPU of the historian for all of it", "s", [
        (cpuUs(historian.pid as number) - childBegan) / 1e6,
      ]),
      figure("replayMb", "sent to the reader", "MB", [reader.bytes / 1e6]),
    ];
  });
}
