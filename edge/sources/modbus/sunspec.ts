import { type ModbusClient, ModbusException } from "./client.ts";

/** Where a SunSpec map may begin (SunSpec Device Information Model Specification, "Modbus base register"). */
const BASES = [40_000, 50_000, 0] as const;
/** "SunS" */
const MARKER = 0x53756e53;
const END_MODEL = 0xffff;
/** A map has a few dozen models; a chain that never ends is not a map. */
const MAX_MODELS = 256;

/** One model of a device: the register of its id, and the number of registers after id and length. */
export interface SunSpecModel {
  readonly id: number;
  readonly register: number;
  readonly length: number;
}

/**
 * Walks a device's chain of models. Empty when the device has no SunSpec map; partial when the device refuses to
 * continue. Throws NoAnswer when the device does not answer.
 */
export async function walkModels(client: ModbusClient, unit: number): Promise<readonly SunSpecModel[]> {
  for (const base of BASES) {
    const marker = await readTwo(client, unit, base);
    if (marker?.readUInt32BE(0) === MARKER) return await chain(client, unit, base + 2);
  }
  return [];
}

async function chain(client: ModbusClient, unit: number, first: number): Promise<readonly SunSpecModel[]> {
  const models: SunSpecModel[] = [];
  for (let register = first; models.length < MAX_MODELS && register <= 65_534; ) {
    const header = await readTwo(client, unit, register);
    const id = header?.readUInt16BE(0) ?? END_MODEL;
    const length = header?.readUInt16BE(2) ?? 0;
    if (id === END_MODEL) return models;
    models.push({ id, register, length });
    register += 2 + length;
  }
  // A chain without an end is not a map.
  return [];
}

async function readTwo(client: ModbusClient, unit: number, from: number): Promise<Buffer | undefined> {
  try {
    return await client.read({ unit, table: "holding", from, count: 2 });
  } catch (error) {
    if (error instanceof ModbusException) return undefined;
    throw error;
  }
}
