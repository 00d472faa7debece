/** Cost of a row of alarm outside all windows, in windows. */
const FALSE_ROW = 0.11;
/** Beyond this many widths after the last window, a false row has its full cost. */
const FAR = 3;
const STEEPNESS = 5;

/** Rows of a file that the standard profile judges. */
export interface JudgedFile {
  readonly rows: number;
  /** First and last row of each window, in order. */
  readonly windows: readonly (readonly [first: number, last: number])[];
  /** Rows with an alarm, in order, without those of the learning time. */
  readonly alarms: readonly number[];
}

export interface NabScore {
  /** 100 for an alarm at the first row of each window and none elsewhere, 0 for silence. */
  readonly standard: number;
  readonly hits: number;
  readonly windows: number;
  readonly falseRows: number;
  readonly rows: number;
}

/** The standard profile of the Numenta Anomaly Benchmark over some files (Lavin and Ahmad 2015). */
export function nabScore(files: readonly JudgedFile[]): NabScore {
  let [raw, hits, windows, falseRows, rows] = [0, 0, 0, 0, 0];
  for (const file of files) {
    rows += file.rows;
    windows += file.windows.length;
    for (const [first, last] of file.windows) {
      const hit = file.alarms.find((row) => row >= first && row <= last);
      if (hit === undefined) raw -= 1;
      else {
        hits++;
        raw += sigmoid(-(last - hit + 1) / (last - first + 1)) / sigmoid(-1);
      }
    }
    for (const row of file.alarms) {
      if (file.windows.some(([first, last]) => row >= first && row <= last)) continue;
      falseRows++;
      const before = file.windows.findLast(([, last]) => last < row);
      raw += FALSE_ROW * (before === undefined ? -1 : sigmoid((row - before[1]) / (before[1] - before[0])));
    }
  }
  return { standard: (100 * (raw + windows)) / (2 * windows), hits, windows, falseRows, rows };
}

/** 1 long before a window's end, 0 at it, -1 long after. */
function sigmoid(widths: number): number {
  return widths > FAR ? -1 : 2 / (1 + Math.exp(STEEPNESS * widths)) - 1;
}
