import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { EdgeError } from "../../contracts/errors.ts";
import { bearingOrders } from "../../contracts/plant/bearing-orders.ts";
import { BEARING_COLUMNS, BearingWaveform } from "../../health/features/waveform/bearing-waveform.ts";
import { type NamedPart, namedPart } from "../../health/features/waveform/named-part.ts";
import type { DataSet } from "./data-set.ts";
import { writeTable } from "./table.ts";

/** The bearing at the drive end, SKF 6205-2RS. */
const DRIVE_END = { balls: 9, ballDiameterMm: 7.94, pitchDiameterMm: 39.04 };
/** Points of a segment: 1.4 s at 12 kHz. */
const SEGMENT = 16_384;

interface Entry {
  readonly rateHz: number;
  /** Acceleration in g of one integer step of the file. */
  readonly scaleG: number;
  readonly rpm: number;
  /** `IR`, `B`, `OR` with the place of the defect, `none`. */
  readonly fault: string;
}

const PARTS: readonly (readonly [begins: string, part: NamedPart])[] = [
  ["OR", "outer"],
  ["IR", "inner"],
  ["B", "ball"],
];

/**
 * Seeded bearing faults on a motor test rig (Case Western Reserve University): the damaged part that a record's
 * waveform names by the bearing's geometry, without training. One setting for all records.
 */
export const cwru: DataSet = {
  about: "named.csv with record,part,named and the ratios of the parts' lines: geometry only, no training",
  score({ data, out }) {
    const records = Object.entries(JSON.parse(readFileSync(join(data, "index.json"), "utf8")) as Record<string, Entry>);
    const rows = records.map(([name, entry]) => ({
      name,
      part: PARTS.find(([begins]) => entry.fault.startsWith(begins))?.[1],
      ...readingOf(data, name, entry),
    }));
    writeTable(
      join(out, "named.csv"),
      ["record", "part", "named", "outer", "inner", "ball"],
      rows.map(({ name, part = "none", named = "none", ratios }) => [
        name,
        part,
        named,
        ...ratios.map((ratio) => ratio.toFixed(2)),
      ]),
    );
    const share = (parts: readonly (NamedPart | undefined)[]): string => {
      const some = rows.filter(({ part }) => parts.includes(part));
      return `${some.filter(({ part, named }) => part === named).length} of ${some.length}`;
    };
    return [
      `race faults named: ${share(["outer", "inner"])}`,
      `ball faults named: ${share(["ball"])}`,
      `normal records without a name: ${share([undefined])}`,
    ];
  },
};

function readingOf(
  data: string,
  name: string,
  { rateHz, scaleG, rpm }: Entry,
): { readonly named: NamedPart | undefined; readonly ratios: readonly number[] } {
  const path = join(data, `${name}.i16le.gz`);
  if (!existsSync(path))
    throw new EdgeError("not-found", `${path} is missing; --data names the folder of the data set`);
  const bytes = gunzipSync(readFileSync(path));
  const samples = Float32Array.from({ length: bytes.length / 2 }, (_, at) => scaleG * bytes.readInt16LE(2 * at));
  const features = new Float64Array(BEARING_COLUMNS.length);
  new BearingWaveform({ segment: SEGMENT, rateHz, orders: bearingOrders(DRIVE_END) }).measure(
    samples,
    rpm / 60,
    features,
  );
  const [outer, inner, ball] = (["outer", "inner", "ball"] as const).map(
    (part) => features[BEARING_COLUMNS.indexOf(part)] as number,
  ) as [number, number, number];
  return { named: namedPart({ outer, inner, ball }), ratios: [outer, inner, ball] };
}
