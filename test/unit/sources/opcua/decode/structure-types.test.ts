import { type ClientSession, DataType, DataValue, Variant } from "node-opcua";
import { expect, it, vi } from "vitest";

const library = vi.hoisted(() => ({ isLearned: false, reads: 0, promoted: 0 }));
vi.mock("node-opcua-client", () => ({
  DataTypeExtractStrategy: { Auto: 0 },
  async promoteOpaqueStructure(_session: unknown, values: { value: { value: unknown } }[]) {
    library.promoted += values.length;
    if (library.isLearned) for (const value of values) value.value.value = { force: 5 };
  },
  async invalidateExtraDataTypeManager() {
    library.isLearned = false;
  },
  async getExtraDataTypeManager(_session: unknown, strategy: number) {
    if (strategy !== 0) return;
    library.reads++;
    library.isLearned = true;
  },
}));
const { decodeStructures } = await import("../../../../../edge/sources/opcua/decode/structure-types.ts");

function opaque(): DataValue {
  const value = new DataValue({ value: new Variant({ dataType: DataType.ExtensionObject, value: null }) });
  (value.value as { value: unknown }).value = { nodeId: "i=5", buffer: Buffer.from([1]) };
  return value;
}

it("all types are read again when a structure stays opaque, at most every five seconds", async () => {
  const session = {} as ClientSession;
  const first = opaque();
  await decodeStructures(session, [first]);
  expect(library).toEqual({ isLearned: true, reads: 1, promoted: 2 });
  expect(first.value.value).toEqual({ force: 5 });
  library.isLearned = false;
  const second = opaque();
  await decodeStructures(session, [second]);
  expect(library.reads).toBe(1);
  await decodeStructures({} as ClientSession, [second]);
  expect(library.reads).toBe(2);
  expect(second.value.value).toEqual({ force: 5 });
});
