import type { ModbusClient } from "./client.ts";

/** Where a SunSpec map may begin (SunSpec Device Information Model Specification, "Modbus base register"). */
const BASES = [40_000, 50_000, 0] as const;
/** "SunS" */
const MARKER = 0x53756e53;
const END_MODEL = 0xffff;
/** A map has a few dozen models; one that never ends is none. */
const MAX_MODELS = 256;

/** One model of a device: where its id stands, and how many registers follow id and length. */
export interface SunSpecModel {
  readonly id: number;
  readonly register: number;
  readonly length: number;
}

/** Walks a device's chain of models. Empty when the device has no SunSpec map. Throws what the client throws when nobody answers. */
export async function walkModels(client: ModbusClient, unit: number, isRefusal: (error: unknown) => boolean): Promise<readonly SunSpecModel[]> {
  for (const base of BASES) {
    const marker = await readOr(client, { unit, from: base }, isRefusal);
    if (marker?.readUInt32BE(0) === MARKER) return await chain(client, unit, base + 2);
  }
  return [];
}

async function chain(client: ModbusClient, unit: number, first: number): Promise<readonly SunSpecModel[]> {
  const models: SunSpecModel[] = [];
  for (let register = first; models.length < MAX_MODELS && register <= 65_534; ) {
    const header = await client.read({ unit, table: "holding", from: register, count: 2 });
    const id = header.readUInt16BE(0);
    const length = header.readUInt16BE(2);
    if (id === END_MODEL) return models;
    models.push({ id, register, length });
    register += 2 + length;
  }
  throw new RangeError(`unit ${unit}: the chain of SunSpec models has no end`);
}

async function readOr(client: ModbusClient, { unit, from }: { unit: number; from: number }, isRefusal: (error: unknown) => boolean): Promise<Buffer | undefined> {
  try {
    return await client.read({ unit, table: "holding", from, count: 2 });
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}
