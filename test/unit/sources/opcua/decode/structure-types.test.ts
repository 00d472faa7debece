import { type ClientSession, DataType, DataValue, Variant } from "node-opcua";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

/**
 * `refusals`: how often reading all types fails; `isLearned`: the types are known; `reject`: the server gives none.
 */
const library = vi.hoisted(() => ({ isLearned: false, reads: 0, refusals: 0, reject: false }));
vi.mock("node-opcua-client", () => ({
  DataTypeExtractStrategy: { Auto: 0 },
  async promoteOpaqueStructure(_session: unknown, values: { value: { value: unknown } }[]) {
    if (library.refusals > 0) throw new Error("no answer");
    for (const { value } of values)
      if (library.isLearned || (value.value as { nodeId: string }).nodeId === "known") value.value = { force: 5 };
  },
  async invalidateExtraDataTypeManager() {
    library.isLearned = false;
  },
  async getExtraDataTypeManager() {
    library.reads++;
    if (library.refusals-- > 0) throw new Error("no answer");
    library.isLearned = !library.reject;
  },
}));
const { decodeStructures } = await import("../../../../../edge/sources/opcua/decode/structure-types.ts");

beforeEach(() => {
  Object.assign(library, { isLearned: false, reads: 0, refusals: 0, reject: false });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => void vi.useRealTimers());

function opaque(nodeId = "i=5"): DataValue {
  const value = new DataValue({ value: new Variant({ dataType: DataType.ExtensionObject, value: null }) });
  (value.value as { value: unknown }).value = { nodeId, buffer: Buffer.from([1]) };
  return value;
}

it("[K21] all types are read again when a structure stays opaque, and at most every five seconds", async () => {
  const session = {} as ClientSession;
  const first = opaque();
  await decodeStructures(session, [first]);
  expect(library.reads).toBe(1);
  expect(first.value.value).toEqual({ force: 5 });
  library.isLearned = false;
  const second = opaque();
  const decoded = decodeStructures(session, [second]);
  await vi.advanceTimersByTimeAsync(4_900);
  expect(library.reads).toBe(1);
  const third = opaque();
  await decodeStructures({} as ClientSession, [third]);
  expect(third.value.value).toEqual({ force: 5 });
  library.isLearned = false;
  await vi.advanceTimersByTimeAsync(200);
  await decoded;
  expect(library.reads).toBe(3);
  expect(second.value.value).toEqual({ force: 5 });
});

it("[K21] a value that the server sends once waits until a slow server has told its type", async () => {
  library.refusals = 2;
  const value = opaque();
  const decoded = decodeStructures({} as ClientSession, [value]);
  await vi.advanceTimersByTimeAsync(11_000);
  await decoded;
  expect(library.reads).toBe(3);
  expect(value.value.value).toEqual({ force: 5 });
});

it("[K21] after three attempts the value stays opaque with the reason, and later ones do not wait", async () => {
  library.refusals = 10;
  const session = {} as ClientSession;
  const waiting = [opaque(), opaque()].map((value) => decodeStructures(session, [value]).catch(String));
  await vi.advanceTimersByTimeAsync(11_000);
  expect(await Promise.all(waiting)).toEqual(["Error: no answer", "Error: no answer"]);
  expect(library.reads).toBe(3);
  await expect(decodeStructures(session, [opaque()])).rejects.toThrow("no answer");
  expect(library.reads).toBe(3);
  library.refusals = 0;
  await vi.advanceTimersByTimeAsync(5_000);
  const later = opaque();
  await decodeStructures(session, [later]);
  expect(later.value.value).toEqual({ force: 5 });
});

it("[K21] values of a type that is known do not let those of one that cannot be read wait again", async () => {
  library.reject = true;
  const session = {} as ClientSession;
  const first = decodeStructures(session, [opaque()]);
  await vi.advanceTimersByTimeAsync(11_000);
  await first;
  await decodeStructures(session, [opaque("known")]);
  await decodeStructures(session, [opaque()]);
  expect(library.reads).toBe(3);
});
