import { expect, it } from "vitest";
import { inChunks } from "../../../../../edge/sources/opcua/link/server-limits.ts";

const numbers = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

it("[C15] no call carries more than the limit, and answers stay in order", async () => {
  const sizes: number[] = [];
  const answers = await inChunks(numbers(25), 10, async (chunk) => {
    sizes.push(chunk.length);
    return chunk;
  });
  expect(sizes).toEqual([10, 10, 5]);
  expect(answers).toEqual(numbers(25));
});

it("[C15] a call that is refused as too large is split until it fits", async () => {
  const answers = await inChunks(numbers(25), 10, async (chunk) => {
    if (chunk.length > 3) throw new Error("BadTooManyOperations (0x80100000)");
    return chunk;
  });
  expect(answers).toEqual(numbers(25));
});

it("a refused single operation, or an error of another kind, is an error", async () => {
  await expect(inChunks([1], 10, () => Promise.reject(new Error("BadTooManyOperations")))).rejects.toThrow(
    "BadTooManyOperations",
  );
  await expect(inChunks([1, 2], 10, () => Promise.reject(new Error("BadSessionClosed")))).rejects.toThrow(
    "BadSessionClosed",
  );
});

it("missing answers of a server are an error, never a shift of values to other tags", async () => {
  await expect(inChunks(numbers(5), 10, async (chunk) => chunk.slice(1))).rejects.toThrow("4 of 5");
});
