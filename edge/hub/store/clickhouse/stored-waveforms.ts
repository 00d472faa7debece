/** Waveforms of an edge, read back from ClickHouse (rule HU33). */
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { WaveformBlock, WaveformContext } from "../../../contracts/path/waveform-block.ts";
import type { WaveformHead, WaveformReader, WaveformsQuestion } from "../../../contracts/path/waveform-reader.ts";
import type { TagRef } from "../../../contracts/plant/tag.ts";
import { checkRange } from "../../../historian/query/check-question.ts";
import type { LogQuestions } from "./log-questions.ts";
import type { RowReader } from "./row-reader.ts";
import { within } from "./stored-samples.ts";

const HEAD =
  "toFloat64(time), toFloat64(received), dt, toString(unit), status, flags, context, toUInt32(length(points))";

export class StoredWaveforms implements WaveformReader {
  readonly #questions: LogQuestions;

  constructor(questions: LogQuestions) {
    this.#questions = questions;
  }

  async waveforms({ ref, from, to, limit }: WaveformsQuestion): Promise<readonly WaveformHead[]> {
    checkRange(from, to);
    const where = `${this.#questions.of("waveforms")} AND ref = ${ref} ${within({ from, to })}`;
    const reader = await this.#questions.rows(`SELECT ${HEAD} ${where} ORDER BY time DESC LIMIT ${limit}`);
    const heads: WaveformHead[] = [];
    while (!reader.isDone) heads.push(headOf(reader, ref));
    return heads;
  }

  async waveform(ref: TagRef, start: Micros): Promise<WaveformBlock | undefined> {
    const where = `${this.#questions.of("waveforms")} AND ref = ${ref} AND time = ${Math.floor(start)}`;
    const reader = await this.#questions.rows(`SELECT ${HEAD}, points ${where} LIMIT 1`);
    if (reader.isDone) return undefined;
    const { length: _, ...head } = headOf(reader, ref);
    return { ...head, points: reader.f32s() };
  }
}

function headOf(reader: RowReader, tag: TagRef): WaveformHead {
  const [start, receivedAt, dtS, unit] = [reader.f64(), reader.f64(), reader.f64(), reader.text()];
  const [status, flags, context, length] = [reader.u32(), reader.u8(), reader.text(), reader.u32()];
  return { tag, start, receivedAt, dtS, unit, status, flags, context: JSON.parse(context) as WaveformContext, length };
}
