/** Guarantees of every escalation, for any kind of record (docs/rules/records.md). */
import { Ajv } from "ajv";
import fc from "fast-check";
import { expect, it } from "vitest";
import { afterRecordAct, afterTime, Escalation } from "../../edge/contracts/records/escalation.ts";
import { SEED } from "../run/seed.ts";

const T0 = Date.UTC(2026, 0, 5) * 1000;
const S = 1_000_000;

const begun: Escalation = {
  about: "w-1",
  levels: [
    { afterS: 0, call: "shift" },
    { afterS: 10, call: "supervisor" },
    { afterS: 60, call: "manager" },
  ],
  endsWith: ["plan", "reject"],
  beganAt: T0,
  called: 0,
};
const isValid = new Ajv({ allErrors: true, strict: true }).compile(Escalation);

it("[R17] [R18] levels are called once and in order, however log time moves", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -20, max: 120 }), { maxLength: 30 }), (seconds) => {
      let now = begun;
      const called: string[] = [];
      for (const second of seconds) {
        const { escalation, calls } = afterTime(now, T0 + second * S);
        called.push(...calls);
        now = escalation;
        expect(isValid(now)).toBe(true);
      }
      const latest = Math.max(-1, ...seconds);
      const due = begun.levels.filter(({ afterS }) => afterS <= latest).map(({ call }) => call);
      expect(called).toEqual(due);
    }),
    { seed: SEED, numRuns: 150 },
  );
});

it("[R19] [R20] the first act of an ending kind ends it, and no level is called afterwards", () => {
  const first = afterTime(begun, T0 + 12 * S);
  expect(first.calls).toEqual(["shift", "supervisor"]);
  const other = afterRecordAct(first.escalation, { kind: "start", actUid: "a", at: T0 + 13 * S });
  expect(other).toBe(first.escalation);
  const ended = afterRecordAct(other, { kind: "plan", actUid: "b", at: T0 + 14 * S });
  expect(afterRecordAct(ended, { kind: "reject", actUid: "c", at: T0 + 15 * S })).toBe(ended);
  expect(ended.ended).toEqual({ kind: "plan", actUid: "b", at: T0 + 14 * S });
  expect(afterTime(ended, T0 + 999 * S)).toEqual({ escalation: ended, calls: [] });
});
