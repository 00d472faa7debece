import { join } from "node:path";
import { parse } from "yaml";
import type { DataSet } from "./data-set.ts";
import { readTable, writeTable } from "./table.ts";
import { WatchedRows } from "./watched-rows.ts";

/** The failure modes that follow from measurements, as an engineer writes them in a config (S. Matzka, 2020). */
const RULES = `
detectors:
  expressions:
    - id: hdf
      tags: { air: { signal: air-temperature }, process: { signal: process-temperature }, speed: { signal: speed } }
      when: process - air < 8.6 and speed < 1380
      message: { zh: 散热不足, en: heat does not dissipate }
      annunciation: advisory
    - id: pwf
      tags: { torque: { signal: torque }, speed: { signal: speed } }
      when: torque * speed * 2 * 3.141592653589793 / 60 < 3500 or torque * speed * 2 * 3.141592653589793 / 60 > 9000
      message: { zh: 功率不合适, en: power is out of range }
      annunciation: advisory
    - id: osf
      tags: { torque: { signal: torque }, wear: { signal: tool-wear }, grade: { signal: quality-grade } }
      when: wear * torque > 11000 + 1000 * grade
      message: { zh: 过载, en: overstrained }
      annunciation: advisory
`;
const MODES = ["HDF", "PWF", "OSF"] as const;
/** Signals of the machine, by columns of the set. */
const SIGNALS = {
  "air-temperature": "Air temperature [K]",
  "process-temperature": "Process temperature [K]",
  speed: "Rotational speed [rpm]",
  torque: "Torque [Nm]",
  "tool-wear": "Tool wear [min]",
} as const;
/** Low, medium and high quality of the product: each endures 1,000 min Nm more than the previous one. */
const GRADES = ["L", "M", "H"];
/** The set has no times; one row per minute is assumed. */
const STEP_S = 60;

/** AI4I 2020, a synthetic milling process: failure modes by rules of the product's own language, row by row. */
export const ai4i: DataSet = {
  about: "modes.csv with UDI,HDF,PWF,OSF: 1 while the expression of that failure mode stands",
  unanswered:
    "TWF and RNF are drawn at random by the set's maker, so that no rule gives them; a machine failure is any mode",
  score({ data, out }) {
    const table = readTable(join(data, "ai4i2020.csv"));
    const names = [...Object.keys(SIGNALS), "quality-grade"];
    const columns = Object.values(SIGNALS).map((column) => table.numbers(column));
    columns.push(Float64Array.from(table.texts("Type"), (grade) => GRADES.indexOf(grade)));
    const { detectors } = parse(RULES) as { readonly detectors: object };
    const watched = new WatchedRows(
      names.map((name) => ({ name })),
      detectors,
    );
    const said = table.rows.map((_cells, row) => {
      watched.row(
        (row + 1) * STEP_S * 1e6,
        columns.map((column) => column[row] as number),
      );
      return MODES.map((mode) => (watched.isActive(`expression/${mode.toLowerCase()}`) ? 1 : 0));
    });
    const ids = table.texts("UDI");
    writeTable(
      join(out, "modes.csv"),
      ["UDI", ...MODES],
      said.map((modes, row) => [ids[row] as string, ...modes]),
    );
    return MODES.map((mode, at) => {
      const truth = table.numbers(mode);
      const right = said.filter((modes, row) => modes[at] === truth[row]).length;
      const failures = truth.filter((value) => value === 1).length;
      return `${mode}: ${right} of ${said.length} rows right, ${failures} of them failures`;
    });
  },
};
