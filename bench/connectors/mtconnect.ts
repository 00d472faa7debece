/** CPU µs of one sample of an MTConnect stream: from the bytes of its parts to columns in the log's inlet. */
import { cpuUsage } from "node:process";
import { PartReader } from "../../edge/sources/mtconnect/agent/parts.ts";
import { readProbe } from "../../edge/sources/mtconnect/agent/probe.ts";
import type { MtconnectBinding } from "../../edge/sources/mtconnect/config.ts";
import { Intake } from "../../edge/sources/mtconnect/intake.ts";
import { planOf } from "../../edge/sources/mtconnect/observations/targets.ts";
import { Progress } from "../../edge/sources/mtconnect/progress.ts";
import { devicesText, type FakeItem, itemText, streamsText } from "../../test/fakes/mtconnect/documents.ts";
import { FakeInlet } from "../../test/fakes/source/inlet.ts";
import { fakeContext } from "../../test/fakes/source/source-context.ts";
import { type Figures, figure } from "../report.ts";

const ITEMS = 200;
/** Observations of one document, which is what the config asks for by default. */
const OBSERVATIONS = 1_000;
const VERSION = "1.8";
/** Chunks as sockets give them. */
const CHUNK_BYTES = 65_536;
const START_MS = Date.UTC(2026, 0, 1);

/** Accepts everything and keeps nothing. */
class NullInlet extends FakeInlet {
  override push(): number {
    return 0;
  }
}

const header = (next: number) => ({ instanceId: 1, first: 1, next, last: next - 1, bufferSize: 131_072 });

const WARM_MS = 1_000;
const ROUND_MS = 2_000;

export async function mtconnectFigures({ rounds }: { readonly rounds: number }): Promise<Figures> {
  const items = Array.from(
    { length: ITEMS },
    (_, i): FakeItem => ({ id: `x${i}`, category: "SAMPLE", type: "POSITION", attributes: 'units="MILLIMETER"' }),
  );
  const intake = intakeOf(items);
  usPerSample(intake, items, WARM_MS);
  const results = Array.from({ length: rounds }, () => usPerSample(intake, items, ROUND_MS));
  const what = "MTConnect: a sample from the bytes of a stream to columns, with its number checked";
  return [figure("mtconnectUs", what, "µs/sample", results)];
}

/** Takes documents into an inlet that keeps nothing. */
function intakeOf(items: readonly FakeItem[]): Intake {
  const devices = `<Device id="d" uuid="d"><DataItems>${items.map(itemText).join("")}</DataItems></Device>`;
  const { context } = fakeContext<{ device: string }, MtconnectBinding>(
    items.map(({ id }) => ({
      address: { device: "d" },
      binding: { dataItem: id },
      tag: { type: "number", unit: "mm" },
    })),
    { links: { heard: () => undefined, lost: () => undefined } },
  );
  const plan = planOf(readProbe(devicesText(header(1), devices, VERSION)), context);
  const progress = new Progress("/dev/null");
  const intake = new Intake(
    { context, place: "bench", plan, isComplete: true, progress, conditions: undefined },
    { header: { instanceId: "1", first: 1, next: 1, size: 131_072 }, resumption: { from: 1, isStranger: true } },
  );
  intake.open(new NullInlet());
  return intake;
}

/** Only reading counts, not the making of documents. */
function usPerSample(intake: Intake, items: readonly FakeItem[], forMs: number): number {
  let usedUs = 0;
  let taken = 0;
  while (usedUs < forMs * 1000) {
    const bytes = partOf(intake.next, items);
    const before = cpuUsage();
    taken += readAll(bytes, intake);
    const used = cpuUsage(before);
    usedUs += used.user + used.system;
  }
  return usedUs / taken;
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function readAll(bytes: Buffer, intake: Intake): number {
  const parts = new PartReader("p", 1e8);
  let taken = 0;
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    parts.push(bytes.subarray(at, at + CHUNK_BYTES));
    for (let part = parts.next(); part !== undefined; part = parts.next()) taken += intake.take(decoder.decode(part));
  }
  return taken;
}

/** A part with the next observations, as the agent sends it. */
function partOf(next: number, items: readonly FakeItem[]): Buffer {
  const observations = Array.from({ length: OBSERVATIONS }, (_, i) => ({
    item: items[(next + i) % ITEMS] as FakeItem,
    sequence: next + i,
    timestamp: `${new Date(START_MS + next + i).toISOString().slice(0, -1)}123Z`,
    content: String((next + i) / 1000),
    attributes: 'subType="ACTUAL" name="Xact"',
  }));
  const body = streamsText(header(next + OBSERVATIONS), observations, VERSION);
  return Buffer.from(`--p\r\nContent-type: text/xml\r\nContent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
