import { RENAMED_METRICS } from "./renamed-metrics.ts";

export type Labels = Readonly<Record<string, string>>;

export interface Counter {
  add(n: number): void;
}

export interface Gauge {
  set(value: number): void;
}

interface Family {
  readonly help: string;
  readonly kind: "counter" | "gauge";
  /** By rendered labels: a value, or a function that reads it. */
  readonly series: Map<string, { value: number; read?: () => number }>;
}

/** A larger family has a label from outside; series beyond the bound share the series `overflow="true"`. */
const MAX_SERIES = 2_000;
const METRIC_NAME = /^[a-z_][a-z0-9_]*$/;

/** Counters and gauges of this process in the text format of Prometheus. One call per batch, never per sample. */
export class Counters {
  readonly #families = new Map<string, Family>();
  readonly #maxSeries: number;

  constructor(maxSeries = MAX_SERIES) {
    this.#maxSeries = maxSeries;
  }

  /** Names follow Prometheus: base unit, and `_total` for what only grows. Asking again gives the same counter. */
  counter(name: string, help: string, labels: Labels = {}): Counter {
    const series = this.#series("counter", { name, help, labels });
    return {
      add(n) {
        series.value += n;
      },
    };
  }

  gauge(name: string, help: string, labels: Labels = {}): Gauge {
    const series = this.#series("gauge", { name, help, labels });
    return {
      set(value) {
        series.value = value;
      },
    };
  }

  /** A figure that is kept elsewhere and read on request. */
  observe(
    kind: "counter" | "gauge",
    read: () => number,
    { name, help, labels = {} }: { name: string; help: string; labels?: Labels },
  ): void {
    this.#series(kind, { name, help, labels }).read = read;
  }

  /** Everything in text exposition format 0.0.4. Renamed metrics stand there under both names (rule FS15). */
  text(renamed = RENAMED_METRICS): string {
    let text = "";
    for (const [name, family] of this.#families) {
      text += renderFamily(name, family);
      const former = renamed.get(name);
      if (former !== undefined) text += renderFamily(former, family);
    }
    return text;
  }

  #series(
    kind: "counter" | "gauge",
    { name, help, labels }: { name: string; help: string; labels: Labels },
  ): { value: number; read?: () => number } {
    let family = this.#families.get(name);
    if (family === undefined) {
      if (!METRIC_NAME.test(name)) throw new RangeError(`metric name ${JSON.stringify(name)} is not snake_case`);
      family = { help, kind, series: new Map() };
      this.#families.set(name, family);
    }
    if (family.kind !== kind) throw new RangeError(`metric ${name} is a ${family.kind} and cannot be a ${kind} too`);
    const wanted = renderLabels(labels);
    const key = family.series.has(wanted) || family.series.size < this.#maxSeries ? wanted : '{overflow="true"}';
    let series = family.series.get(key);
    if (series === undefined) {
      series = { value: 0 };
      family.series.set(key, series);
    }
    return series;
  }
}

function renderFamily(name: string, { help, kind, series }: Family): string {
  let text = `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${kind}\n`;
  for (const [labels, { value, read }] of series)
    text += `${name}${labels} ${renderValue(read === undefined ? value : read())}\n`;
  return text;
}

function renderLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`,
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escapeHelp(help: string): string {
  return help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function renderValue(value: number): string {
  return value === Number.POSITIVE_INFINITY ? "+Inf" : value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);
}
