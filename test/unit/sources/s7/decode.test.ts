/** Addresses, types and answers of S7 controllers, and random bytes instead of them. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { addressText, placeOf } from "../../../../edge/sources/s7/address.ts";
import { bindingProblems } from "../../../../edge/sources/s7/config.ts";
import { numberAt, textAt } from "../../../../edge/sources/s7/decode.ts";
import { JobRefused, readAnswer, Violation } from "../../../../edge/sources/s7/pdu.ts";
import { bytesOf, charsOf, isText, VALUE_TYPES } from "../../../../edge/sources/s7/types.ts";
import { sizeOf } from "../../../run/long-sets.ts";

const RUNS = sizeOf("GEMBA_FUZZ", { short: 300, full: 20_000 });

it("[SC1] reads addresses in both mnemonics, and none that names no place", () => {
  const read = (text: string): string | undefined => {
    const place = placeOf(text);
    return place === undefined ? undefined : addressText(place, 3);
  };
  expect(
    ["DB10.DBX0.1", "%DB10.DBW2", "db10.dbd4", "DBB7", "M 10.2", "%MW4", "E0.7", "AB3", "ID8", "T5", "Z3", "%C3"].map(
      read,
    ),
  ).toEqual([
    "DB10.DBX0.1",
    "DB10.DBW2",
    "DB10.DBD4",
    "DB3.DBB7",
    "M10.2",
    "MW4",
    "I0.7",
    "QB3",
    "ID8",
    "T5",
    "C3",
    "C3",
  ]);
  expect(
    ["M10", "DB0.DBW0", "DB70000.DBW0", "DBW2.3", "M0.8", "PIW512", "MD9999999", "DB1", "", "T70000", "MW-2"].map(read),
  ).toEqual(Array(11).fill(undefined));
});

it("[SC1] a binding that cannot be read is a problem with what to write", () => {
  const codes = (at: string, more: object = {}, tagType: "number" | "text" = "number") =>
    bindingProblems({ at, ...more }, tagType).map(({ code }) => code);
  expect(codes("DBD4", { type: "real" })).toEqual([]);
  expect(codes("DBX0.1")).toEqual([]);
  expect(codes("DBX4.0", { type: "string", length: 20 }, "text")).toEqual([]);
  expect(codes("DBX4.0", { type: "dt" }, "text")).toEqual([]);
  expect(codes("DB1.X4")).toEqual(["s7-address"]);
  expect(codes("DBW4")).toEqual(["s7-type"]);
  expect(codes("DBB4", { type: "bool" })).toEqual(["s7-which-bit"]);
  expect(codes("DBX4.1", { type: "int" })).toEqual(["s7-bit"]);
  expect(codes("DBW4", { type: "real" })).toEqual(["s7-width"]);
  expect(codes("DBD4", { type: "int" })).toEqual(["s7-width"]);
  expect(codes("T4", { type: "time" })).toEqual(["s7-numbered"]);
  expect(codes("MW4", { type: "timer" })).toEqual(["s7-numbered"]);
  expect(codes("DBW4", { type: "int", length: 2 })).toEqual(["s7-length"]);
  expect(codes("DBB4", { type: "string", length: 300 }, "text")).toEqual(["s7-string-length"]);
  expect(codes("DBB4", { type: "string" })).toEqual(["s7-text"]);
  expect(codes("DBD4", { type: "real" }, "text")).toEqual(["s7-no-text"]);
});

it("[SC6] bytes that are no value of their type give none", () => {
  const bytes = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");
  expect(numberAt(bytes("1a27"), 0, "s5time", 0)).toBeNaN();
  expect(numberAt(bytes("26 13 29 10 20 30 50 01"), 0, "dt", 0)).toBeNaN();
  expect(numberAt(bytes("07ea 02 1e 01 00 00 00 00000000"), 0, "dtl", 0)).toBeNaN();
  // The year 26 is not 1926.
  expect(numberAt(bytes("001a 02 01 01 00 00 00 00000000"), 0, "dtl", 0)).toBeNaN();
  const text = { chars: 4, encoding: new TextDecoder() };
  expect(textAt(bytes("04 05 61 62 63 64"), 0, { type: "string", ...text })).toBeUndefined();
  expect(textAt(bytes("ffffffff"), 0, { type: "tod", ...text })).toBeUndefined();
  expect(textAt(bytes("00 00 61 62 63 64"), 0, { type: "string", ...text })).toBe("");
  const gbk = { chars: 4, encoding: new TextDecoder("gbk") };
  expect(textAt(bytes("04 04 d6d0 cec4"), 0, { type: "string", ...gbk })).toBe("中文");
});

it(`[SC6] ${RUNS} random bytes are a number, a text or none, never an error`, () => {
  const encoding = new TextDecoder("gbk");
  fc.assert(
    fc.property(fc.constantFrom(...VALUE_TYPES), fc.uint8Array({ minLength: 300, maxLength: 300 }), (type, raw) => {
      const bytes = Buffer.from(raw);
      const chars = isText(type) ? charsOf(type, 20) : 0;
      expect(bytesOf(type, isText(type) ? 20 : undefined)).toBeLessThanOrEqual(44);
      expect(typeof numberAt(bytes, 3, type, 5)).toBe("number");
      expect((textAt(bytes, 3, { type, chars, encoding }) ?? "").length).toBeLessThanOrEqual(40);
    }),
    { numRuns: RUNS },
  );
});

it(`[SC4] ${RUNS} random answers, and right ones with changed bytes, are refused or read within their bounds`, () => {
  const right = Buffer.from(
    "320300000007000200130000 0402 ff04002001020304 ff04001805060700".replaceAll(" ", ""),
    "hex",
  );
  right.writeUInt16BE(right.length - 14, 8);
  const random = fc.uint8Array({ maxLength: 64 });
  const changed = fc.array(fc.tuple(fc.nat(right.length - 1), fc.nat(255)), { maxLength: 4 }).map((changes) => {
    const bytes = Buffer.from(right);
    for (const [at, byte] of changes) bytes[at] = byte;
    return bytes;
  });
  fc.assert(
    fc.property(fc.oneof(random, changed), fc.nat(30), (raw, cut) => {
      const pdu = Buffer.from(raw).subarray(0, Math.max(0, raw.length - (cut > 20 ? cut - 20 : 0)));
      const wanted = [4, 3];
      try {
        readAnswer(pdu, 7, wanted, (i, code, from) => {
          if (code === 0xff) expect(from + (wanted[i] as number)).toBeLessThanOrEqual(pdu.length);
        });
      } catch (error) {
        if (!(error instanceof Violation || error instanceof JobRefused)) throw error;
      }
    }),
    { numRuns: RUNS },
  );
  const taken: number[] = [];
  readAnswer(right, 7, [4, 3], (_, code, from) => void taken.push(code, from));
  expect(taken).toEqual([0xff, 18, 0xff, 26]);
});
