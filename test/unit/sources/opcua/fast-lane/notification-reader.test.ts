import { BinaryStream, DataChangeNotification } from "node-opcua";
import { expect, it } from "vitest";
import { BatchBuilder } from "../../../../../edge/batch/builder.ts";
import type { SampleBatch } from "../../../../../edge/contracts/path/sample-batch.ts";
import { ValueDecoder } from "../../../../../edge/sources/opcua/decode/decode-value.ts";
import { NotificationBytes } from "../../../../../edge/sources/opcua/fast-lane/deferred.ts";
import {
  MalformedNotification,
  NotificationReader,
} from "../../../../../edge/sources/opcua/fast-lane/notification-reader.ts";
import type { PlannedTarget } from "../../../../../edge/sources/opcua/subscribe/planned.ts";
import { handleOf, PlannedItems, packItems } from "../../../../../edge/sources/opcua/subscribe/planned-items.ts";
import { TargetTable } from "../../../../../edge/sources/opcua/subscribe/target-table.ts";
import { sizeOf } from "../../../../run/long-sets.ts";
import { SEED } from "../../../../run/seed.ts";
import { Dice, encodedNotification, HANDLES, START } from "./notifications.ts";

const HOSTILE = sizeOf("GEMBA_FUZZ", { short: 1_000, full: 10_000 });

const NAMESPACES = [
  "http://opcfoundation.org/UA/",
  "urn:server",
  "http://opcfoundation.org/UA/Machinery/",
  "http://opcfoundation.org/UA/MachineTool/",
];
const NOW_US = START.getTime() * 1000 + 5_000_000;
const NOTIFICATIONS = sizeOf("GEMBA_FUZZ", { short: 20_000, full: 100_000 });
const ROUND = 1_000;

/** Numbers, texts, two tags on one node, elements of arrays and fields of structures. */
function targetsOf(handle: number): PlannedTarget[] {
  const of = (planned: Omit<PlannedTarget, "ref">, more = 0): PlannedTarget => ({
    ref: handle * 10 + more,
    ...planned,
  });
  if (handle > 30) return [];
  if (handle % 10 === 0) return [of({ type: "number" }), of({ type: "text" }, 1)];
  if (handle % 10 === 9) return [of({ type: "number", index: [1] })];
  if (handle % 10 === 7) return [of({ type: "number", unit: { from: "[degF]", to: "Cel" } })];
  if (handle % 10 === 8) return [of({ type: "number", field: "Low" })];
  return [of({ type: handle % 3 === 0 ? "text" : handle % 7 === 0 ? "enum" : "number" })];
}

const ITEMS = new PlannedItems(
  packItems(
    Array.from({ length: HANDLES }, (_, place) => ({
      root: 0,
      path: `V${place}`,
      everyMs: 250,
      targets: targetsOf(handleOf({ place })),
    })),
    { namespaces: new Map(), rootTexts: ["/Objects"] },
  ),
);

/** One decoder from bytes to columns, with its state. */
class Way {
  readonly into = new BatchBuilder();
  readonly decoder = new ValueDecoder(NAMESPACES, true);
  readonly targets = new TargetTable(ITEMS);
  readonly mismatches: string[] = [];
  readonly reader = new NotificationReader({
    decoder: this.decoder,
    namespaces: NAMESPACES,
    flags: 4,
    into: this.into,
    targets: this.targets,
    onStock: ({ clientHandle, value }, receivedAt) =>
      this.decoder.decode(value, this.targets.targetsOf(clientHandle) ?? [], this.into, receivedAt),
  });

  constructor() {
    this.decoder.onMismatch = ({ ref }, was) => this.mismatches.push(`${ref} ${was}`);
  }

  stock(bytes: Buffer): void {
    const notification = new DataChangeNotification();
    notification.decode(new BinaryStream(bytes));
    for (const { clientHandle, value } of notification.monitoredItems ?? [])
      this.decoder.decode(value, this.targets.targetsOf(clientHandle) ?? [], this.into, NOW_US);
  }

  fast(bytes: Buffer): void {
    this.reader.read(new NotificationBytes(new BinaryStream(bytes), 0, bytes.length), NOW_US);
  }

  /** All of its output, as bytes. */
  finish(): { batch: Uint8Array; texts: [number, string][]; counts: string; mismatches: string[] } {
    const batch = this.into.finish(NOW_US);
    return {
      batch: bytesOf(batch),
      texts: [...batch.texts],
      counts: JSON.stringify(this.decoder.counts),
      mismatches: this.mismatches.splice(0),
    };
  }
}

function bytesOf({ tags, times, values, statuses, flags }: SampleBatch): Uint8Array {
  return Buffer.concat(
    [tags, times, values, statuses, flags].map(
      (column) => new Uint8Array(column.buffer, column.byteOffset, column.byteLength),
    ),
  );
}

it(`${NOTIFICATIONS.toLocaleString("en")} notifications of every shape give the same bytes as the stock decoder`, {
  timeout: 120_000,
}, () => {
  const stock = new Way();
  const fast = new Way();
  let values = 0;
  for (let round = 0; round < NOTIFICATIONS / ROUND; round++) {
    const dice = new Dice(SEED + round);
    for (let i = 0; i < ROUND; i++) {
      // Long ones end in the middle of one read.
      const items = dice.below(10) === 0 ? 12 : 1 + dice.below(3);
      const bytes = encodedNotification(dice, round * ROUND + i, items);
      values += items;
      stock.stock(bytes);
      fast.fast(bytes);
    }
    expect(fast.finish(), `seed ${SEED + round}`).toEqual(stock.finish());
  }
  // Otherwise the fallback would always or never be tested.
  expect(fast.reader.stockItems).toBeGreaterThan(values / 10);
  expect(fast.reader.stockItems).toBeLessThan(values / 2);
});

it("truncated or changed bytes are refused with their position; earlier items stay", {
  timeout: 120_000,
}, () => {
  let refused = 0;
  for (let seed = 0; seed < HOSTILE; seed++) {
    const dice = new Dice(SEED + seed);
    const bytes = Buffer.from(encodedNotification(dice, seed, 1 + dice.below(4)));
    const hostile = seed % 2 === 0 ? bytes.subarray(0, dice.below(bytes.length)) : bytes;
    for (let i = dice.below(4); seed % 2 === 1 && i >= 0; i--)
      bytes[dice.below(bytes.length)] = dice.of([0, 0x7f, 0x80, 0xff, dice.below(256)]);
    const way = new Way();
    try {
      way.fast(hostile);
    } catch (error) {
      expect(error).toBeInstanceOf(MalformedNotification);
      expect((error as Error).message).toMatch(/^item \d+ of \d+, byte \d+ of \d+: ./);
      refused++;
    }
    way.finish();
  }
  expect(refused).toBeGreaterThan(HOSTILE / 3);
});

it.each<[string, number[]]>([
  ["nothing at all", []],
  ["four thousand million items", [0xfe, 0xff, 0xff, 0xff]],
  ["an item without a value of its length", [1, 0, 0, 0, 1, 0, 0, 0, 1, 11]],
  ["a string longer than memory", [1, 0, 0, 0, 3, 0, 0, 0, 1, 12, 0xfe, 0xff, 0xff, 0xff, 0, 0]],
  ["a type that does not exist", [1, 0, 0, 0, 1, 0, 0, 0, 1, 30, 0, 0, 0, 0, 0, 0, 0, 0]],
])("%s is refused at once", (_, bytes) => {
  expect(() => new Way().fast(Buffer.from(bytes))).toThrow(MalformedNotification);
});

it("an item without a value, and a notification without items, are valid", () => {
  const way = new Way();
  way.fast(Buffer.from([0xff, 0xff, 0xff, 0xff]));
  expect(way.into.length).toBe(0);
  way.fast(Buffer.from([1, 0, 0, 0, 1, 0, 0, 0, 0]));
  const { values, statuses, times } = way.into.finish(NOW_US);
  expect([values[0], statuses[0], times[0]]).toEqual([Number.NaN, 0, NOW_US]);
});

it("a status code that the library does not know stays unchanged", () => {
  const way = new Way();
  way.fast(Buffer.from([1, 0, 0, 0, 1, 0, 0, 0, 3, 1, 1, 0x00, 0x00, 0x77, 0x0f]));
  expect(way.into.finish(NOW_US).statuses[0]).toBe(0x0f770000);
});
