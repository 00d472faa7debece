import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Signature } from "../../../edge/contracts/trace/signature.ts";
import { openSignatures } from "../../../edge/passport/signature-book.ts";

const log = pino({ level: "silent" });
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-signatures-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const open = () => openSignatures(dir, () => [], log);
const of = (uid: string, id = "PC-1"): Signature => ({
  ...{ uid, kind: "piece", id, hash: "ab".repeat(32), user: "ada", role: "engineer", meaning: "approved" },
  ...{ meaningName: { zh: "已批准", en: "approved" }, reason: "r", at: 1 },
});

it("[SG6] signatures are on disk when they are answered, in their order, and survive a torn last line", async () => {
  const book = await open();
  await Promise.all(["1", "2", "3"].map((uid) => book.add(of(uid))));
  await book.add(of("4", "PC-2"));
  await book.close();
  const path = join(dir, "signatures.log");
  writeFileSync(path, `${readFileSync(path, "utf8")}0000`);
  const again = await open();
  expect(again.of({ kind: "piece", id: "PC-1" })).toEqual(["1", "2", "3"].map((uid) => of(uid)));
  expect(again.of({ kind: "limits", id: "PC-1" })).toEqual([]);
  await again.add(of("5"));
  await again.close();
  const last = await open();
  expect(last.of({ kind: "piece", id: "PC-1" }).map(({ uid }) => uid)).toEqual(["1", "2", "3", "5"]);
  await last.close();
});

it("[SG6] a changed line is left out and kept beside; a file of a newer edge is refused", async () => {
  const book = await open();
  await book.add(of("1"));
  await book.add(of("2"));
  await book.close();
  const path = join(dir, "signatures.log");
  writeFileSync(path, readFileSync(path, "utf8").replace('"user":"ada"', '"user":"eve"'));
  const again = await open();
  expect(again.of({ kind: "piece", id: "PC-1" }).map(({ uid }) => uid)).toEqual(["2"]);
  await again.close();
  const { checkedLine } = await import("../../../edge/store/checked-line.ts");
  writeFileSync(path, checkedLine({ v: 2, signature: of("9") }));
  await expect(open()).rejects.toThrow("newer edge");
});

it("[SG7] a record has a bounded number of signatures", async () => {
  const book = await open();
  for (let n = 0; n < 100; n++) await book.add(of(String(n)));
  await expect(book.add(of("100"))).rejects.toThrow("at most 100 signatures");
  await book.add(of("other", "PC-2"));
  await book.close();
});
