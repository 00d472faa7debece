/** Another implementation of the query language answers the same questions about the same samples. */
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PromAnswer } from "../../edge/contracts/promql/queries.ts";
import { startVictoriaMetrics, type TimeSeriesServer } from "../fakes/influx/influxd.ts";
import { START, type StoredTag, storedPlant } from "../fakes/promql/stored-plant.ts";
import { has } from "../run/needs.ts";

const every10 = (value: (i: number) => number) => Array.from({ length: 361 }, (_, i) => [i * 10, value(i)] as const);
const TAGS: readonly StoredTag[] = [
  { asset: "CNC-101", component: "spindle", signal: "speed", samples: every10((i) => 100 + 7 * Math.sin(i / 5)) },
  { asset: "CNC-102", component: "spindle", signal: "speed", samples: every10((i) => 90 + (i % 13)) },
  { asset: "ROB-01", component: "spindle", signal: "speed", samples: every10((i) => i) },
  { asset: "CNC-101", signal: "good", samples: every10((i) => Math.floor(i / 3) % 50) },
  { asset: "ROB-01", signal: "good", samples: every10((i) => Math.floor(i / 2)) },
];
const QUERIES = [
  "spindle_speed",
  'spindle_speed{asset=~"CNC-.*",kind!="robot"}',
  "sum(spindle_speed)",
  "avg by (kind) (spindle_speed)",
  "stddev without (asset) (spindle_speed)",
  "quantile(0.3, spindle_speed)",
  "topk(2, spindle_speed)",
  "spindle_speed > 95",
  "spindle_speed > bool 95",
  "spindle_speed / on (asset) good",
  "good * on (asset) group_left (kind) spindle_speed",
  "spindle_speed and on (asset) good > 20",
  "spindle_speed unless on (asset) good",
  "-spindle_speed ^ 2 % 7 + 1",
  "2 ^ 3 ^ 0.5 - 7 / 4",
  "spindle_speed offset 5m",
  "increase(good[5m])",
  "rate(good[5m])",
  "irate(good[5m])",
  "sum by (kind) (rate(good[2m]))",
  "resets(good[20m])",
  "last_over_time(spindle_speed[1m])",
  "sum_over_time(spindle_speed[5m])",
  "count_over_time(spindle_speed[5m])",
  "stddev_over_time(spindle_speed[5m])",
  "quantile_over_time(0.7, spindle_speed[5m])",
  "deriv(spindle_speed[5m])",
  "predict_linear(spindle_speed[5m], 60)",
  "clamp(round(spindle_speed, 5), 95, 105)",
  "sqrt(abs(ln(spindle_speed))) + ceil(floor(good) / 3)",
  "absent(nothing)",
  "scalar(sum(good)) + time()",
];
const FROM_S = START / 1e6 + 1_500;
const STEPS = { start: FROM_S, end: FROM_S + 1_800, step: 150 };

type Points = Record<string, readonly (readonly [number, number])[]>;

function ofOurs(answer: PromAnswer): Points {
  if (answer.kind !== "matrix") throw new Error(`a ${answer.kind} instead of a matrix`);
  return Object.fromEntries(
    answer.series.map(({ labels, times, values }) => [
      keyOf(labels),
      times.map((time, at) => [time / 1e6, values[at] as number] as const),
    ]),
  );
}

/** Without the name, which this server keeps where Prometheus does not. */
function keyOf({ __name__: _, ...labels }: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const hasServer = has(existsSync("/usr/bin/victoria-metrics"), "victoria-metrics (apt-get install victoria-metrics)");

describe.runIf(hasServer)("VictoriaMetrics", () => {
  const { queries } = storedPlant(TAGS);
  let server: TimeSeriesServer;

  beforeAll(async () => {
    server = await startVictoriaMetrics();
    const lines = TAGS.map(({ asset, component = "", signal, samples }) => {
      const name = component === "" ? signal : `${component}_${signal}`;
      const [labels] = queries.series([`${name}{asset="${asset}"}`]);
      const timestamps = samples.map(([s]) => START / 1e3 + s * 1e3);
      return JSON.stringify({ metric: labels, values: samples.map(([, value]) => value), timestamps });
    });
    await fetch(new URL("/api/v1/import", server.url), { method: "POST", body: lines.join("\n") });
    // What was sent can be asked a moment later.
    while (Object.keys(await theirs("spindle_speed")).length < 3) await sleep(100);
  });
  afterAll(() => server?.stop());

  async function theirs(query: string): Promise<Points> {
    const asked = new URLSearchParams({ query, nocache: "1", ...mapped(STEPS) });
    const response = await fetch(new URL(`/api/v1/query_range?${asked}`, server.url));
    const { data } = (await response.json()) as {
      data: { result: { metric: Record<string, string>; values: [number, string][] }[] };
    };
    return Object.fromEntries(
      data.result.map(({ metric, values }) => [
        keyOf(metric),
        values.map(([time, value]) => [time, Number(value.replace("Inf", "Infinity"))]),
      ]),
    );
  }

  it.each(QUERIES)("[PQ8] %s", async (query) => {
    const range = { from: STEPS.start * 1e6, to: STEPS.end * 1e6, step: STEPS.step * 1e6 };
    const [ours, wanted] = [ofOurs(await queries.range(query, range)), await theirs(query)];
    expect(Object.keys(ours).sort()).toEqual(Object.keys(wanted).sort());
    for (const [series, points] of Object.entries(wanted)) {
      expect(ours[series]?.map(([time]) => time)).toEqual(points.map(([time]) => time));
      for (const [at, [, value]] of points.entries())
        expect(ours[series]?.[at]?.[1]).toSatisfy((own: number) => own === value || Math.abs(own - value) < 1e-6);
    }
  });
});

function mapped(fields: Readonly<Record<string, number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}
