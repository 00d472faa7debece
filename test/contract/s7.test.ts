/** The S7 source against Debian's libsnap7, which knows nothing of ours. */
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { buildS7Server, type S7Server, startS7Server } from "../../bench/load/s7-server.ts";
import { startS7, tagAt } from "../fakes/s7/start.ts";
import { has } from "../run/needs.ts";

const built = await buildS7Server();
const hasServer = has("path" in built, "reason" in built ? built.reason : "");

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");

/** Each value as the manuals of STEP 7 give its bytes. */
const BYTES = Buffer.concat([
  /*  0 */ hex("02 ab fffe 80000000 3f800000"),
  /* 12 */ hex("400921fb54442d18"),
  /* 20 */ hex("2127 00002710 1694 02932e00"),
  /* 32 */ hex("26 11 29 10 20 30 50 01"),
  /* 40 */ hex("0a 03 616263 00000000000000"),
  /* 52 */ hex("0004 0002 4e2d 6587 0000 0000"),
  /* 64 */ hex("41 42 43 20 ffffffffffffffff"),
  /* 76 */ hex("07ea 0b 1d 01 0a 14 1e 00000000"),
  /* 88 */ hex("0020000000000001 7fc00000"),
]);

let server: S7Server | undefined;
beforeAll(async () => {
  if (!hasServer) return;
  server = await startS7Server({
    DB1: BYTES,
    DB2: new Uint8Array(2_000).fill(7),
    MK: hex("00 01 1234"),
    PE: hex("80 05"),
    PA: hex("04"),
    // The server of libsnap7 1.4.2 finds only the first one of each by its number.
    TM: hex("1027"),
    CT: hex("0123"),
  });
});
afterAll(async () => await server?.[Symbol.asyncDispose]());

const TEXT = { tag: { type: "text" as const } };

it.runIf(hasServer)("[SC1] [SC2] reads every data type and area from libsnap7", async () => {
  await using running = startS7((server as S7Server).port, [
    tagAt("DB1.DBX0.1"),
    tagAt("DBB1", "byte"),
    tagAt("DBW2", "int"),
    tagAt("DBW2", "word"),
    tagAt("DBD4", "dint"),
    tagAt("DBD4", "dword"),
    tagAt("DBD8", "real"),
    tagAt("DBB12", "lreal"),
    tagAt("DBW20", "s5time"),
    tagAt("DBD22", "time"),
    tagAt("DBW26", "date", TEXT),
    tagAt("DBD28", "tod", TEXT),
    tagAt("DBB32", "dt", TEXT),
    tagAt("DBB40", "string", { ...TEXT, binding: { length: 10 } }),
    tagAt("DBB52", "wstring", { ...TEXT, binding: { length: 4 } }),
    tagAt("DBB64", "char", { ...TEXT, binding: { length: 4 } }),
    tagAt("DBB68", "lint"),
    tagAt("DBB76", "dtl", TEXT),
    tagAt("DBB88", "ulint", TEXT),
    tagAt("DBD96", "real"),
    tagAt("M1.0"),
    tagAt("MW2", "int", { binding: { scale: 0.5, offset: 1 } }),
    tagAt("E0.7"),
    tagAt("IB1", "usint"),
    tagAt("Q0.2"),
    tagAt("T0"),
    tagAt("Z0"),
    tagAt("DB2.DBB1999", "byte"),
  ]);
  const { inlet } = running;
  await vi.waitFor(() => expect(inlet.latest(27)?.value).toBe(7));
  const values = Array.from({ length: 28 }, (_, ref) => inlet.latest(ref)?.text ?? inlet.latest(ref)?.value);
  expect(values).toEqual([
    ...[1, 0xab, -2, 0xfffe, -(2 ** 31), 2 ** 31, 1, Math.PI],
    ...[127_000, 10_000, "2005-10-29", "12:00:00.000", "2026-11-29T10:20:30.500"],
    ...["abc", "中文", "ABC", -1, "2026-11-29T10:20:30.000", "9007199254740993", Number.NaN],
    ...[1, 0x1234 / 2 + 1, 1, 5, 1, 2_700, 123, 7],
  ]);
  const bad = inlet.latest(19);
  expect([bad?.status, inlet.latest(0)?.status]).toEqual([0x80000000, 0]);
});

it.runIf(hasServer)("[SC3] names blocks and bytes that libsnap7 does not have, and reads all others", async () => {
  await using running = startS7((server as S7Server).port, [
    tagAt("DBW2", "int"),
    tagAt("DB9.DBW0", "int"),
    tagAt("DB9.DBW2", "int"),
    tagAt("DB2.DBD1998", "dint"),
    tagAt("DB2.DBD1994", "dint"),
  ]);
  const { inlet, context, logged } = running;
  await vi.waitFor(() => expect(inlet.latest(4)?.value).toBe(0x07070707));
  await vi.waitFor(() => expect([1, 2, 3].map((ref) => inlet.latest(ref)?.status)).toEqual(Array(3).fill(0x803a0000)));
  expect(inlet.latest(0)?.value).toBe(-2);
  const named = logged.flatMap(({ place }) => (place === undefined ? [] : [place]));
  expect(named.sort()).toEqual(["DB2.DBD1998", "DB9"]);
  expect(String(context.counters.lastDrift)).toMatch(/optimised/);
});
