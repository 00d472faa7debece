import { expect, it } from "vitest";
import { LastHeard } from "../../../../edge/sources/mqtt/last-heard.ts";
import { Outlet } from "../../../../edge/sources/mqtt/outlet.ts";
import type { SparkplugAddress, SparkplugBinding } from "../../../../edge/sources/mqtt/sparkplug/config.ts";
import { SparkplugHost } from "../../../../edge/sources/mqtt/sparkplug/host.ts";
import { encodePayload, MetricType } from "../../../../simulators/speak/mqtt/sparkplug-encode.ts";
import { FakeInlet } from "../../../fakes/source/inlet.ts";
import { fakeContext } from "../../../fakes/source/source-context.ts";
import { randomOf } from "../../../run/seed.ts";

const { double, int64 } = MetricType;
const START = 1_700_000_000_000;
const MESSAGES = 600;
const ROUNDS = 30;

interface Gap {
  readonly source: string;
  readonly from: number;
  readonly to: number;
  readonly lost?: number;
}

/** One node that sends a message every second; some are lost and some are swapped with the next one. */
function gapsOf(missing: ReadonlySet<number>, swapped: ReadonlySet<number>): Gap[] {
  const { context } = fakeContext<SparkplugAddress, SparkplugBinding>([
    { address: { group: "g", node: "n" }, binding: { metric: "Power" } },
  ]);
  const outlet = new Outlet();
  const inlet = new FakeInlet();
  outlet.open(inlet);
  const host = new SparkplugHost(context, outlet, {
    hostId: "edge",
    reorderTimeoutMs: 1000,
    lastHeard: new LastHeard("/dev/null"),
  });
  const at = (n: number) => START + n * 1000;
  const send = (type: string, n: number) => {
    const metric = { name: "Power", timestampMs: at(n), datatype: double, form: double, value: n } as const;
    const bdSeq = { name: "bdSeq", timestampMs: at(n), datatype: int64, form: int64, value: 0 } as const;
    host.message(`spBv1.0/g/${type}/n`, encodePayload(at(n), type === "NBIRTH" ? [bdSeq, metric] : [metric], n & 255));
  };
  send("NBIRTH", 0);
  for (let n = 1; n < MESSAGES; n++) {
    const order = swapped.has(n) ? [n + 1, n] : [n];
    for (const one of order) if (!missing.has(one)) send("NDATA", one);
    if (order.length === 2) n++;
  }
  // Long afterwards, when no message can be late any more.
  host.tick(performance.now() + 3_600_000);
  outlet.flush();
  return inlet.events.filter(({ type }) => type === "gap.declared").map(({ payload }) => payload as unknown as Gap);
}

it(
  "[F14] every Sparkplug message that is lost is in a declared gap that names its node, its stretch and how " + "many",
  () => {
    const random = randomOf("sparkplug gaps");
    for (let round = 0; round < ROUNDS; round++) {
      const missing = new Set<number>();
      const swapped = new Set<number>();
      for (let n = 2; n < MESSAGES - 5; n++) {
        if (random() < 0.01)
          for (let run = Math.ceil(random() * 20); run > 0 && n < MESSAGES - 5; run--) missing.add(n++);
        else if (random() < 0.02) swapped.add(n++);
      }
      const gaps = gapsOf(missing, swapped);
      const said = JSON.stringify({ missing: [...missing], swapped: [...swapped], gaps });
      // A late message among very many missing ones is given up with them.
      const lost = gaps.reduce((sum, gap) => sum + (gap.lost ?? 0), 0);
      expect(lost, said).toBeGreaterThanOrEqual(missing.size);
      expect(lost, said).toBeLessThanOrEqual(missing.size + swapped.size);
      for (const { source } of gaps) expect(source).toBe("line/g/n");
      for (const n of missing)
        expect(
          gaps.some(({ from, to }) => from <= (START + n * 1000) * 1000 && to >= (START + n * 1000) * 1000),
          `${n} of ${said}`,
        ).toBe(true);
    }
  },
);
