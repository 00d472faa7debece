import { expect, it } from "vitest";
import { readCommand } from "../../../../edge/sinks/sparkplug/commands.ts";
import { PrimaryHost } from "../../../../edge/sinks/sparkplug/primary-host.ts";
import { WireWriter } from "../../../../edge/sinks/sparkplug/wire-writer.ts";

const MS = 1_700_000_000_000;

function written(write: (wire: WireWriter) => void): string {
  const wire = new WireWriter();
  wire.begin();
  write(wire);
  return wire.written().toString("hex");
}

/** Bytes that `sparkplug-payload` 1.0.3 wrote, consistent with the field table of the standard. */
it.each<[string, (wire: WireWriter) => void, string]>([
  [
    "data by alias",
    (wire) => {
      wire.uint(1, MS);
      const metric = wire.open(2);
      wire.uint(2, 7);
      wire.uint(3, MS);
      wire.uint(4, 10);
      wire.double(13, 42.5);
      wire.close(metric);
      wire.uint(3, 5);
    },
    "0880d095ffbc31121410071880d095ffbc31200a6900000000004045401805",
  ],
  [
    "an Int64 of minus one",
    (wire) => {
      const metric = wire.open(2);
      wire.text(1, "a");
      wire.uint(4, 4);
      wire.int64(11, -1);
      wire.close(metric);
    },
    "12100a0161200458ffffffffffffffffff01",
  ],
  [
    "a null",
    (wire) => {
      const metric = wire.open(2);
      wire.text(1, "a");
      wire.uint(4, 10);
      wire.bool(7, true);
      wire.close(metric);
    },
    "12070a0161200a3801",
  ],
])("writes %s as the standard's encoding has it", (_what, write, expected) => {
  expect(written(write)).toBe(expected);
});

it.each([127, 128, 16_383, 16_384, 300_000])(
  "a message within another may have %i bytes, and more than the buffer",
  (size) => {
    const text = "x".repeat(size);
    const hex = written((wire) => {
      const outer = wire.open(2);
      wire.text(1, text);
      wire.close(outer);
      wire.uint(3, 1);
    });
    const bytes = Buffer.from(hex, "hex");
    expect(bytes.subarray(-2).toString("hex")).toBe("1801");
    expect(bytes.includes(text)).toBe(true);
    // Tag, length and content of each level, and no byte more.
    const varint = (length: number) => (length < 128 ? 1 : length < 16_384 ? 2 : 3);
    const inner = 1 + varint(size) + size;
    expect(bytes.length).toBe(1 + varint(inner) + inner + 2);
  },
);

it("[UN8] a request for births is the only command that is followed", () => {
  const rebirth = Buffer.from("0880d095ffbc31121a0a144e6f646520436f6e74726f6c2f52656269727468200b7001", "hex");
  expect(readCommand(rebirth)).toEqual({ wantsBirths: true, refused: 0 });
  const other = Buffer.from(rebirth);
  other.write("Xode", rebirth.indexOf("Node"));
  expect(readCommand(other)).toEqual({ wantsBirths: false, refused: 1 });
  const off = Buffer.from(rebirth);
  off[off.length - 1] = 0;
  expect(readCommand(off)).toEqual({ wantsBirths: false, refused: 1 });
  for (let cut = 1; cut < rebirth.length - 2; cut++)
    expect(readCommand(rebirth.subarray(0, cut)).wantsBirths, `cut at ${cut}`).toBe(false);
  expect(readCommand(Buffer.alloc(100_000, 0x12))).toEqual({ wantsBirths: false, refused: 1 });
});

it("[UN10] an older STATE of the primary host, and what is none, changes nothing", () => {
  const host = new PrimaryHost("scada");
  const say = (state: unknown) => host.message(Buffer.from(typeof state === "string" ? state : JSON.stringify(state)));
  say({ online: true, timestamp: 100 });
  say({ online: false, timestamp: 99 });
  expect(host.isOnline).toBe(true);
  for (const junk of ["OFFLINE", "{", "null", '{"online":"false","timestamp":200}', "x".repeat(2000)]) say(junk);
  expect(host.isOnline).toBe(true);
  say({ online: false, timestamp: 100 });
  expect(host.isOnline).toBe(false);
});
