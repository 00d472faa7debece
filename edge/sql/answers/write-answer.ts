/** Writes an answer in the format that was asked for. */
import { statSync } from "node:fs";
import {
  type DuckDBDataChunk,
  type DuckDBResult,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from "@duckdb/node-api";
import { BYTE_ORDER_MARK, textCell } from "../../contracts/csv.ts";
import type { SqlFormat } from "../../contracts/sql/queries.ts";
import { collectorOf, textColumn } from "../arrow/columns.ts";
import { type ArrowField, batchMessage, dictionaryMessage, END_OF_STREAM, schemaMessage } from "../arrow/messages.ts";
import type { Engine } from "../engine.ts";
import type { Order } from "../protocol.ts";
import { refusal } from "../refusals.ts";
import { jsonOf } from "../values.ts";
import { vectorIn } from "../vectors.ts";
import { AnswerFile } from "./answer-file.ts";

/** Rows of JSON, which its reader holds as a whole. */
const MOST_JSON_ROWS = 10_000;
const BATCH_ROWS = 65_536;
const CHUNK_ROWS = 2048;
const BATCH_TEXT_BYTES = 8e6;

/** Writes chunks; `end` completes the answer. */
interface Format {
  chunk(chunk: DuckDBDataChunk): void;
  end(): void;
}

interface Column {
  readonly name: string;
  readonly type: DuckDBType;
}

const FORMATS: Readonly<
  Record<Exclude<SqlFormat, "parquet">, (file: AnswerFile, columns: readonly Column[]) => Format>
> = { arrow: arrowFormat, csv: csvFormat, json: jsonFormat };

/** Throws EdgeError `bad-request` at a bound. */
export async function writeAnswer(
  engine: Engine,
  { statement, format, answer, limits }: Order,
): Promise<{ readonly rows: number; readonly bytes: number }> {
  if (format === "parquet") {
    const rows = await engine.copyTo(answer, statement);
    const bytes = statSync(answer).size;
    if (rows > limits.maxRows) throw refusal("sql-rows", { most: limits.maxRows });
    if (bytes > limits.maxBytes) throw refusal("sql-bytes", { most: limits.maxBytes / 1e6 });
    return { rows, bytes };
  }
  const most = format === "json" ? Math.min(MOST_JSON_ROWS, limits.maxRows) : limits.maxRows;
  const result = await engine.stream(statement);
  using file = new AnswerFile(answer, limits.maxBytes);
  const writer = FORMATS[format](file, columnsOf(result));
  let rows = 0;
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    rows += chunk.rowCount;
    if (rows > most) throw refusal("sql-rows", { most });
    writer.chunk(chunk);
  }
  writer.end();
  return { rows, bytes: file.bytes };
}

function columnsOf(result: DuckDBResult): readonly Column[] {
  const types = result.columnTypes();
  return result.deduplicatedColumnNames().map((name, at) => ({ name, type: types[at] as DuckDBType }));
}

function arrowFormat(file: AnswerFile, columns: readonly Column[]): Format {
  const collectors = columns.map(({ type }) => collectorOf(type, BATCH_ROWS));
  const fields = collectors.map(({ type, dictionary }, id): ArrowField => {
    const name = columns[id]?.name ?? "";
    return dictionary === undefined
      ? { name, type }
      : { name, type: { kind: "text" }, dictionary: { id, index: type } };
  });
  file.write(schemaMessage(fields));
  for (const [id, { dictionary }] of collectors.entries())
    if (dictionary !== undefined) file.write(dictionaryMessage(id, dictionary.length, textColumn(dictionary)));
  let rows = 0;
  const flush = (): void => {
    if (rows === 0) return;
    file.write(
      batchMessage(
        rows,
        collectors.map((one) => one.take()),
      ),
    );
    rows = 0;
  };
  return {
    chunk(chunk) {
      if (rows + CHUNK_ROWS > BATCH_ROWS || collectors.some(({ bytes }) => bytes > BATCH_TEXT_BYTES)) flush();
      for (const [at, { type }] of columns.entries()) collectors[at]?.add(vectorIn(chunk, at, type), chunk.rowCount);
      rows += chunk.rowCount;
    },
    end() {
      flush();
      file.write([END_OF_STREAM]);
    },
  };
}

/** As for spreadsheets elsewhere: a mark for UTF-8, CRLF, and no text that would run as a formula (rule XP16). */
function csvFormat(file: AnswerFile, columns: readonly Column[]): Format {
  const write = (text: string): void => file.write([Buffer.from(text)]);
  write(`${BYTE_ORDER_MARK}${columns.map(({ name }) => textCell(name)).join(",")}\r\n`);
  return {
    chunk(chunk) {
      let text = "";
      const vectors = columns.map(({ type }, at) => vectorIn(chunk, at, type));
      for (let row = 0; row < chunk.rowCount; row++) {
        const cells = vectors.map((vector) => cellOf(vector.getItem(row)));
        text += `${cells.join(",")}\r\n`;
      }
      write(text);
    },
    end: () => undefined,
  };
}

function cellOf(value: DuckDBValue): string {
  const plain = typeof value === "bigint" ? value : jsonOf(value);
  if (plain === null) return "";
  return typeof plain === "number" || typeof plain === "bigint" ? String(plain) : textCell(String(plain));
}

function jsonFormat(file: AnswerFile, columns: readonly Column[]): Format {
  const write = (text: string): void => file.write([Buffer.from(text)]);
  const head = columns.map(({ name, type }) => ({
    name,
    // The values of an enum are none of the answer.
    type: type.typeId === DuckDBTypeId.ENUM ? "VARCHAR" : String(type),
  }));
  let comma = "";
  write(`{"columns":${JSON.stringify(head)},"rows":[`);
  return {
    chunk(chunk) {
      const vectors = columns.map(({ type }, at) => vectorIn(chunk, at, type));
      let text = "";
      for (let row = 0; row < chunk.rowCount; row++) {
        text += `${comma}${JSON.stringify(vectors.map((vector) => jsonOf(vector.getItem(row))))}`;
        comma = ",";
      }
      write(text);
    },
    end: () => write("]}"),
  };
}
