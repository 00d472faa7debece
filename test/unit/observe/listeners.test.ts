import { pino } from "pino";
import { expect, it } from "vitest";
import { Listeners } from "../../../edge/observe/listeners.ts";

it("[PA3] a listener that throws or rejects stops no other, and is logged once until it works again", async () => {
  const lines: string[] = [];
  const listeners = new Listeners<[n: number]>("alerts", pino({}, { write: (line: string) => void lines.push(line) }));
  const heard: string[] = [];
  let isBroken = true;
  listeners.add((n) => {
    if (isBroken) throw new Error(`no room for ${n}`);
  });
  listeners.add(async () => {
    if (isBroken) throw new Error("rejected");
  });
  const end = listeners.add((n) => heard.push(`last ${n}`));
  listeners.notify(1);
  await Promise.resolve();
  listeners.notify(2);
  await new Promise(setImmediate);
  expect(heard).toEqual(["last 1", "last 2"]);
  expect(listeners.failures).toBe(4);
  expect(lines.map((line) => JSON.parse(line).reason).sort()).toEqual(["no room for 1", "rejected"]);
  isBroken = false;
  listeners.notify(3);
  await new Promise(setImmediate);
  isBroken = true;
  listeners.notify(4);
  await new Promise(setImmediate);
  expect(lines).toHaveLength(4);
  end();
  listeners.notify(5);
  expect(heard).toEqual(["last 1", "last 2", "last 3", "last 4"]);
});
