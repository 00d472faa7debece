import type { SignalValue } from "../../kernel/signal.ts";
import type { Meter } from "../../meters/meter.ts";
import { REGISTERS, type RegisterEntry, TEXT_REGISTERS } from "./register-map.ts";

type Read = () => SignalValue;

const LENGTHS = { float32: 2, uint64: 4, text: TEXT_REGISTERS } as const;

/** The registers of one meter, read from the model on demand. */
export class MeterRegisters {
  readonly #cells = new Map<string, { readonly read: Read; readonly entry: RegisterEntry; readonly word: number }>();

  constructor(meter: Meter) {
    const metrics = new Map(meter.metrics.map(({ name, read }) => [name, read]));
    for (const entry of REGISTERS) {
      const read = metrics.get(entry.metric);
      if (read === undefined) continue;
      for (let word = 0; word < LENGTHS[entry.type]; word++)
        this.#cells.set(`${entry.table} ${entry.address + word}`, { read, entry, word });
    }
  }

  /** The register at an address, or undefined where the meter has none. */
  read(table: RegisterEntry["table"], address: number): number | undefined {
    const cell = this.#cells.get(`${table} ${address}`);
    return cell === undefined ? undefined : encode(cell.entry.type, cell.read()).readUInt16BE(2 * cell.word);
  }
}

function encode(type: RegisterEntry["type"], value: SignalValue): Buffer {
  const bytes = Buffer.alloc(2 * LENGTHS[type]);
  if (type === "float32") bytes.writeFloatBE(Number(value));
  else if (type === "uint64") bytes.writeBigUInt64BE(BigInt(Math.max(0, Math.round(Number(value)))));
  else bytes.write(String(value), "latin1");
  return bytes;
}
