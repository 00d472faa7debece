/**
 * Random answers of a hostile or broken device. `GEMBA_FUZZ=100000 npx vitest run --project unit
 * test/unit/sources/modbus/fuzz.test.ts` runs this number of each.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { type ModbusClient, ModbusException, NoAnswer } from "../../../../edge/sources/modbus/client.ts";
import type { ModbusAddress, ModbusBinding } from "../../../../edge/sources/modbus/config.ts";
import { numberAt, textAt, wordsOf } from "../../../../edge/sources/modbus/decode.ts";
import { itemsOf } from "../../../../edge/sources/modbus/resolve.ts";
import { fakeContext } from "../../../fakes/source/source-context.ts";
import { sizeOf } from "../../../run/long-sets.ts";

const RUNS = sizeOf("GEMBA_FUZZ", { short: 300, full: 10_000 });
const TIMEOUT_MS = 60_000 + RUNS * 20;
const TYPES = ["int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64", "bool"] as const;

it(`[S28] ${RUNS} registers at random are a number, infinite or none, never an error`, {
  timeout: TIMEOUT_MS,
}, () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...TYPES),
      fc.constantFrom("ABCD", "CDAB", "BADC", "DCBA"),
      fc.nat(15),
      fc.nat(4),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      fc.boolean(),
      (type, order, bit, word, bytes, isSunSpec) => {
        const value = numberAt(Buffer.from(bytes), 2 * word, {
          order,
          binding: { type, bit, ...(isSunSpec ? { sunspec: { model: 1, offset: 2, instance: 1 } } : {}) },
        });
        expect(typeof value).toBe("number");
        expect(
          textAt(Buffer.from(bytes), 2 * word, wordsOf({ type: "text", length: 4 }), order).length,
        ).toBeLessThanOrEqual(8);
      },
    ),
    { numRuns: RUNS },
  );
});

/** A device that answers with any bytes of at least the length that the client checks, or not at all. */
const answers = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.uint8Array({ minLength: 4, maxLength: 4 }) },
    { weight: 2, arbitrary: fc.constant("SunS") },
    { weight: 1, arbitrary: fc.constantFrom("refused", "silent") },
  ),
  { minLength: 1, maxLength: 8 },
);

it(`[S28] ${RUNS} SunSpec maps at random end after a bounded number of requests`, {
  timeout: TIMEOUT_MS,
}, async () => {
  const binding = (model: number): ModbusBinding => ({
    table: "holding",
    type: "uint16",
    wordOrder: "big",
    sunspec: { model, offset: 2, scaleFactor: 3, instance: 1 },
  });
  const { context } = fakeContext<ModbusAddress, ModbusBinding>(
    [1, 2].map((unit) => ({ address: { unit }, binding: binding(unit) })),
  );
  await fc.assert(
    fc.asyncProperty(answers, async (said) => {
      let requests = 0;
      const client: ModbusClient = {
        isOpen: true,
        async read() {
          const answer = said[requests++ % said.length];
          if (answer === "refused") throw new ModbusException("refused", 2);
          if (answer === "silent") throw new NoAnswer("silent");
          return Buffer.from(answer as Uint8Array | string);
        },
        close: () => undefined,
      };
      const { items, silent } = await itemsOf(context, client, { config: {} });
      // Two units with three start registers, at most 256 models and a scale factor.
      expect(requests).toBeLessThanOrEqual(2 * (3 + 256 + 1));
      expect(items.length + silent.size).toBeLessThanOrEqual(2);
      expect(items.every(({ factor }) => Number.isFinite(factor))).toBe(true);
    }),
    { numRuns: RUNS },
  );
});
