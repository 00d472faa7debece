import type { Recording } from "../kernel/recording.ts";
import { Cnc } from "../plants/machining/machines/cnc.ts";
import type { Plant } from "../plants/machining/plant.ts";
import type { FileThread } from "./file-thread.ts";
import type { ColumnSpec } from "./parquet/writer.ts";
import { waveformTag } from "./waveform-tag.ts";

/** The columns of a waveform file; `samples` are 32-bit floats, little endian. `time` is that of the last point. */
const COLUMNS: readonly ColumnSpec[] = [
  { name: "tag", kind: "text" },
  { name: "time", kind: "timestamp" },
  { name: "rate", kind: "double" },
  { name: "speed", kind: "double" },
  { name: "tool", kind: "uint32" },
  { name: "program", kind: "text" },
  { name: "piece", kind: "text" },
  { name: "samples", kind: "blob" },
];
/** Recordings per row group; a burst has 100 kB. */
const GROUP = 200;

interface Row {
  readonly tag: string;
  readonly recording: Recording;
  readonly samples: Float32Array;
}

/** Bursts of the spindles at a fixed rate and curves of every joining, in one file. */
export class WaveformFile {
  readonly #plant: Plant;
  readonly #path: string;
  readonly #everyMs: number;
  readonly #files: FileThread;
  readonly #dueMs = new Map<string, number>();
  #rows: Row[] = [];
  count = 0;

  constructor(plant: Plant, options: { readonly path: string; readonly everyMs: number; readonly files: FileThread }) {
    this.#plant = plant;
    this.#path = options.path;
    this.#everyMs = options.everyMs;
    this.#files = options.files;
  }

  async open(): Promise<void> {
    await this.#files.open(this.#path, COLUMNS);
  }

  /** Every second. */
  async second(): Promise<void> {
    const { nowMs } = this.#plant;
    let spread = 0;
    for (const machine of this.#plant.machines.values()) {
      if (machine instanceof Cnc) {
        const { id, spindle, recorder } = machine;
        // The bursts are spread over different seconds; each is repeated when the spindle is at speed.
        const dueMs = this.#dueMs.get(id) ?? nowMs + (spread++ * this.#everyMs) / 12;
        this.#dueMs.set(id, dueMs);
        if (nowMs < dueMs || spindle.commandedRpm === 0 || !spindle.isAtSpeed) continue;
        this.#dueMs.set(id, nowMs + this.#everyMs);
        this.#take(id, recorder.component, recorder.record(nowMs));
      } else if (machine.recorder !== undefined) {
        const recording = machine.recorder.take(nowMs);
        if (recording !== undefined) this.#take(machine.id, machine.recorder.component, recording);
      }
    }
    if (this.#rows.length >= GROUP) await this.flush();
  }

  #take(station: string, component: string, recording: Recording): void {
    for (const [channel, samples] of recording.channels)
      this.#rows.push({ tag: waveformTag(station, component, channel), recording, samples });
  }

  async flush(): Promise<void> {
    const rows = this.#rows;
    if (rows.length === 0) return;
    this.#rows = [];
    this.count += rows.length;
    const numbers = (read: (recording: Recording) => number): Float64Array =>
      Float64Array.from(rows, ({ recording }) => read(recording));
    await this.#files.write(this.#path, {
      rows: rows.length,
      columns: [
        dictionary(rows.map(({ tag }) => tag)),
        { kind: "timestamp", micros: numbers(({ endMs }) => Math.round(endMs * 1000)) },
        { kind: "double", values: numbers(({ rateHz }) => rateHz), present: null },
        { kind: "double", values: numbers(({ rpm }) => rpm), present: null },
        tools(rows.map(({ recording }) => recording.tool)),
        dictionary(rows.map(({ recording }) => recording.program)),
        dictionary(rows.map(({ recording }) => recording.piece)),
        {
          kind: "blob",
          values: rows.map(({ samples }) => new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)),
        },
      ],
    });
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#files.close(this.#path);
  }
}

function dictionary(texts: readonly string[]) {
  const index = new Map<string, number>();
  const runs = texts.map((text) => {
    const value = index.get(text) ?? index.size;
    index.set(text, value);
    return { value, count: 1 };
  });
  return { kind: "text" as const, dictionary: [...index.keys()], runs, present: null };
}

function tools(numbers: readonly number[]) {
  const index = new Map<number, number>();
  const runs = numbers.map((number) => {
    const value = index.get(number) ?? index.size;
    index.set(number, value);
    return { value, count: 1 };
  });
  return { kind: "uint32" as const, dictionary: [...index.keys()], runs };
}
