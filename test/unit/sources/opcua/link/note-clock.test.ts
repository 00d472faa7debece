import { expect, it } from "vitest";
import type { SourceContext } from "../../../../../edge/contracts/path/plugin.ts";
import { noteClock, type ServerMemory } from "../../../../../edge/sources/opcua/link/server-memory.ts";

it("[T10] a clock right at the limit is reported once, and again when it certainly agrees", () => {
  const said: string[] = [];
  const reported: number[] = [];
  const memory = { isClockFarOff: false } as ServerMemory;
  const context = {
    reportClock: ({ offsetUs }: { offsetUs: number }) => void reported.push(offsetUs),
    log: { warn: (_: object, text: string) => void said.push(text) },
  } as unknown as Pick<SourceContext, "reportClock" | "log">;
  const heard = (offsetMs: number, uncertaintyMs: number): number => {
    noteClock(memory, { offsetUs: offsetMs * 1000, uncertaintyUs: uncertaintyMs * 1000, kind: "estimated" }, context);
    return said.length;
  };
  expect([heard(1008, 14), heard(1012, 2), heard(1008, 14), heard(-1012, 2), heard(995, 14)]).toEqual([0, 1, 1, 1, 1]);
  expect(heard(980, 14)).toBe(2);
  expect(heard(1008, 14)).toBe(2);
  expect(said).toEqual([
    "the server's clock differs from the edge's",
    "the server's clock agrees with the edge's again",
  ]);
  expect(reported).toHaveLength(7);
});
