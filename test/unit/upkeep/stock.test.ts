/** The stock of spare parts: rules UP15 to UP17 in docs/rules/upkeep.md. */
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { WorkItem } from "../../../edge/contracts/records/work-book.ts";
import { checkedLine, readCheckedLine } from "../../../edge/store/checked-line.ts";
import { Stock } from "../../../edge/upkeep/stock.ts";
import { maintenance } from "../../fakes/production/upkeep.ts";
import { LI, work } from "../../fakes/records/work.ts";
import { log } from "../detect/bench-plant.ts";

const T0 = Date.UTC(2026, 8, 1) * 1000;
const name = { zh: "密封圈", en: "Seal" };
const spares = (onHand: number) => maintenance({ spares: [{ part: "SEAL-1", name, onHand, minimum: 2 }] }).spares;

let dir: string;
let stock: Stock;
const open = async (more: object = {}) => {
  stock = await Stock.open({ dir, spares: spares(4), log, ...more }, T0);
};
const reopen = async (more: object = {}) => {
  await stock.close();
  await open(more);
};
const change = (changeUid: string, delta: number, by = "li") =>
  stock.change({ changeUid, part: "SEAL-1", delta, reason: "count" }, { by, at: T0 + 1 });
const onHand = () => stock.list()[0]?.onHand;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-stock-"));
  await open();
});
afterEach(async () => {
  await stock.close();
  rmSync(dir, { recursive: true });
});

it("[UP15] begins with the stock of the config once; each later change is on disk with person and reason", async () => {
  expect(await change("c-1", -3)).toMatchObject({ by: "li", delta: -3, reason: "count", onHand: 1 });
  await reopen({ spares: spares(9) });
  expect(stock.list()).toMatchObject([{ part: "SEAL-1", onHand: 1, isLow: true, lastChange: { changeUid: "c-1" } }]);
  expect(stock.changes(10).map(({ by, delta }) => [by, delta])).toEqual([
    ["li", -3],
    ["config", 4],
  ]);
  expect(stock.changes(1, "SEAL-9")).toEqual([]);
});

it("[UP15] a repeated change changes nothing; another one with its uid and one below zero are refused", async () => {
  await change("c-1", 2);
  expect((await change("c-1", 2)).onHand).toBe(6);
  await expect(change("c-1", 3)).rejects.toMatchObject({ code: "conflict" });
  await expect(change("c-1", 2, "wang")).rejects.toMatchObject({ code: "conflict" });
  await expect(change("c-2", -7)).rejects.toThrow("only 6 of SEAL-1 are on hand");
  const unknown = { changeUid: "c-3", part: "SEAL-9", delta: 1, reason: "-" };
  await expect(stock.change(unknown, { by: "li", at: T0 })).rejects.toMatchObject({ code: "not-found" });
  expect(onHand()).toBe(6);
});

it("[UP16] work may use more than was counted, and the stock says so", async () => {
  const finish = {
    kind: "finish",
    actUid: "f-1",
    at: T0,
    by: LI,
    done: "sealed",
    parts: [{ part: "SEAL-1", quantity: 6 }],
  };
  const item = work([finish as never], { kind: "maintenance" }) as unknown as WorkItem;
  await stock.draw([item]);
  await stock.draw([item]);
  expect(stock.list()[0]).toMatchObject({ onHand: -2, lastChange: { itemUid: "w-1", reason: "sealed" } });
  expect((await change("c-1", 10)).onHand).toBe(8);
});

it("[UP16] a part that a finish names twice counts twice, and so do acts of two items with the same uid", async () => {
  const parts = [1, 2].map((quantity) => ({ part: "SEAL-1", quantity }));
  const finish = { kind: "finish", actUid: "done", at: T0, by: LI, done: "-", parts };
  const items = ["w-1", "w-2"].map((itemUid) => work([finish as never], { itemUid }) as unknown as WorkItem);
  for (let time = 0; time < 2; time++) await stock.draw(items);
  expect(onHand()).toBe(-2);
  await reopen();
  await stock.draw(items);
  expect(onHand()).toBe(-2);
});

it("[UP16] what an edge drew before the item was part of the uid is not drawn again", async () => {
  const finish = { kind: "finish", actUid: "f-1", at: T0, by: LI, done: "-", parts: [{ part: "SEAL-1", quantity: 1 }] };
  await stock.draw([work([finish as never]) as unknown as WorkItem]);
  await stock.close();
  const path = join(dir, "stock.log");
  const [first = "", drawn = ""] = readFileSync(path, "utf8").split("\n");
  const { v, change: line } = readCheckedLine(drawn) as { v: number; change: object };
  writeFileSync(path, `${first}\n${checkedLine({ v, change: { ...line, changeUid: "f-1/SEAL-1" } })}`);
  await open();
  await stock.draw([work([finish as never]) as unknown as WorkItem]);
  expect(onHand()).toBe(3);
});

it("[UP17] many changes are put together part by part, and what was drawn before is not drawn again", async () => {
  await reopen({ mostChanges: 10 });
  for (let n = 0; n < 25; n++) await change(`c-${n}`, 1);
  expect(onHand()).toBe(29);
  expect(stock.changes(100).length).toBeLessThanOrEqual(11);
  expect(readFileSync(join(dir, "stock.log"), "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(11);
  await reopen();
  const finish = { kind: "finish", actUid: "f-1", at: T0, by: LI, done: "-", parts: [{ part: "SEAL-1", quantity: 1 }] };
  await stock.draw([work([finish as never]) as unknown as WorkItem]);
  expect(onHand()).toBe(29);
});

it("[UP17] a torn last line is cut off; a damaged line is left out, and the file as it was is kept", async () => {
  await change("c-1", 1);
  await change("c-2", 1);
  await stock.close();
  const path = join(dir, "stock.log");
  appendFileSync(path, "0000");
  const [first, second, third] = readFileSync(path, "utf8").split("\n");
  writeFileSync(path, `${first}\n${second?.replace("count", "cuont")}\n${third}\n0000`);
  await open();
  expect(onHand()).toBe(5);
  expect(readdirSync(dir).filter((one) => one.startsWith("stock.log.damaged-"))).toHaveLength(1);
});
