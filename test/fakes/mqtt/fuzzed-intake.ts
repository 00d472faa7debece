import type { IPublishPacket } from "mqtt";
import { pino } from "pino";
import { expect } from "vitest";
import type { EventBatch } from "../../../edge/contracts/path/event-batch.ts";
import type { SampleBatch } from "../../../edge/contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../../../edge/contracts/path/waveform-block.ts";
import { Intake } from "../../../edge/sources/mqtt/intake.ts";
import type { Outlet } from "../../../edge/sources/mqtt/outlet.ts";
import { Rejections } from "../../../edge/sources/mqtt/rejections.ts";
import type { TopicReader } from "../../../edge/sources/mqtt/topic-reader.ts";
import { FakeInlet } from "../source/inlet.ts";
import type { fakeContext } from "../source/source-context.ts";

/** Time limit for many damaged messages on a slow machine. */
export const patienceFor = (runs: number): number => 60_000 + runs * 20;

const YEAR_2000_US = 946_684_800_000_000;

/** The path of every message from the packet on; its batches are checked against the consumers' expectations. */
export function intakeOf(reader: TopicReader, outlet: Outlet, context: ReturnType<typeof fakeContext>["context"]) {
  const inlet = new CheckingInlet();
  outlet.open(inlet);
  const intake = new Intake({
    reader,
    outlet,
    rejections: new Rejections(pino({ level: "silent" })),
    counters: context.counters,
    kept: undefined,
  });
  let taken = 0;
  const send = (topic: string, payload: Uint8Array, retain = false) => {
    const packet: IPublishPacket = { cmd: "publish", topic, payload: Buffer.from(payload), qos: 0, dup: false, retain };
    let isDone = false;
    intake.take(packet, () => (isDone = true));
    outlet.flush();
    taken++;
    expect(isDone).toBe(true);
    expect(context.counters.named.get("messages")).toBe(taken);
    expect(context.counters.dropped).toBeLessThanOrEqual(taken);
  };
  return { inlet, send };
}

class CheckingInlet extends FakeInlet {
  override push(batch: SampleBatch): number {
    const latestUs = (Date.now() + 6 * 60_000) * 1000;
    for (let i = 0; i < batch.length; i++) {
      const [time, value, status] = [batch.times[i], batch.values[i], batch.statuses[i]] as [number, number, number];
      const text = batch.texts.get(i);
      if (!Number.isInteger(time) || time < YEAR_2000_US || time > latestUs)
        throw new Error(`a sample has the time ${time}`);
      if (text === undefined ? !Number.isFinite(value) && status >>> 30 !== 2 : text.length > 4096)
        throw new Error(`a sample has the value ${value} and the status ${status}`);
    }
    this.batches.splice(0, this.batches.length, batch);
    return 1;
  }

  override pushWaveform({ start, dtS, points, status }: WaveformBlock): number {
    if (!Number.isInteger(start) || !Number.isFinite(dtS) || (points.length === 0) !== (status >>> 30 === 2))
      throw new Error(`a waveform of ${points.length} points begins at ${start} with the status ${status}`);
    return 1;
  }

  override pushEvents({ events }: EventBatch): number {
    for (const { payload } of events)
      if ("from" in payload && !((payload["from"] as number) <= (payload["to"] as number)))
        throw new Error(`a gap lasts from ${payload["from"]} to ${payload["to"]}`);
    return 1;
  }
}
