/**
 * `npm run bench -- forecast`: events a second of the kernel on one core, by CPU time. The machine shop beside the same
 * shop on objects and closures, and the kernel's calendar beside a heap. Then
 * runs of the demo plant, and variants of it an hour.
 */
import { Chance } from "../edge/batch/chance.ts";
import { Kernel } from "../edge/forecast/kernel/kernel.ts";
import { DemoPlant } from "./forecast/demo-plant.ts";
import { HeapQueue } from "./forecast/heap-queue.ts";
import { MachineShop, SHOP } from "./forecast/machine-shop.ts";
import { PlainShop } from "./forecast/plain-shop.ts";
import { plainly, type Rates, studied } from "./forecast/variants.ts";
import { type Figures, figure, interleaved } from "./report.ts";

/** Each takes some ten seconds. */
const STUDY_ROUNDS = 3;

const SHARES = sharesOf(2 ** 16);

/** N pending events of which each schedules the next. `delay` of a share in [0, 1), and of the time. */
interface Load {
  readonly name: string;
  readonly what: string;
  readonly pending: number;
  readonly delay: (share: number, now: number) => number;
  /** Time in which some thousand events fire. */
  readonly step: number;
}

const LOADS: readonly Load[] = [
  ...[10, 100, 1_000, 10_000, 100_000].map((pending) => ({
    name: `${pending}`,
    what: `${pending} events, each after U(0, 2N)`,
    pending,
    delay: (share: number) => 2 * pending * share,
    step: 1_000,
  })),
  { name: "Takt", what: "1000 events, all at one time", pending: 1_000, delay: () => 1, step: 1 },
  {
    name: "Burst",
    what: "1000 events, spread over 1/1000 of the time to the next ones",
    pending: 1_000,
    delay: (share, now) => Math.floor(now) + 1 - now + share / 1_000,
    step: 1,
  },
];

export async function benchForecast({ seconds, rounds }: { seconds: number; rounds: number }): Promise<Figures> {
  const shop = new MachineShop(1);
  const plain = new PlainShop(1);
  const tasks: Record<string, () => number> = {
    kernel: () => eventsPerSecond(seconds, () => shop.run(SHOP.week)),
    plain: () => eventsPerSecond(seconds, () => plain.run(SHOP.week)),
  };
  for (const load of LOADS) {
    tasks[`calendar${load.name}`] = held(new Kernel(load.pending), load, seconds);
    tasks[`heap${load.name}`] = held(new HeapQueue(load.pending), load, seconds);
  }
  const rates = await interleaved(tasks, rounds);
  const demo = await DemoPlant.watched();
  const times = await interleaved({ replication: () => demo.replicationMs(), fork: () => demo.forkMs() }, rounds);
  const start = demo.studyStart();
  const variants: Rates[] = [];
  const plainVariants: Rates[] = [];
  for (let round = 0; round < Math.min(rounds, STUDY_ROUNDS); round++) {
    variants.push(await studied(start));
    plainVariants.push(await plainly(start));
  }
  const of = (name: string): readonly number[] => rates[name] ?? [];
  const ratios = of("kernel").map((rate, round) => rate / (of("plain")[round] as number));
  return [
    figure("eventsPerSecond", "machine shop on the kernel", "events/s", of("kernel")),
    figure("plainEventsPerSecond", "baseline: the same shop on objects and closures", "events/s", of("plain")),
    figure("timesPlain", "kernel over baseline, of each round", "", ratios),
    figure("replicationMs", "8 h of the demo plant once, CPU time", "ms", times["replication"] ?? []),
    figure("forkMs", "snapshot of a past instant, plan and start", "ms", times["fork"] ?? []),
    figure(
      "variantsPerHour",
      "plant variants at 20 replications on two cores, by CPU time",
      "/h",
      variants.map(({ cpu }) => cpu),
    ),
    figure(
      "variantsPerHourClock",
      "the same by the clock, beside whatever else runs",
      "/h",
      variants.map(({ clock }) => clock),
    ),
    figure(
      "plainVariantsPerHour",
      "baseline: each run compiled and started anew, CPU time of two cores",
      "/h",
      plainVariants.map(({ cpu }) => cpu),
    ),
    figure(
      "timesPlainVariants",
      "studies over baseline, of each round",
      "",
      variants.map(({ cpu }, round) => cpu / (plainVariants[round]?.cpu ?? Number.NaN)),
    ),
    ...LOADS.flatMap(({ name, what }) => [
      figure(`calendar${name}`, `kernel's calendar, ${what}`, "events/s", of(`calendar${name}`)),
      figure(`heap${name}`, `alternative: heap, ${what}`, "events/s", of(`heap${name}`)),
    ]),
  ];
}

function held(queue: Kernel | HeapQueue, { pending, delay, step }: Load, seconds: number): () => number {
  let drawn = 0;
  const next = (): number => queue.now + delay(SHARES[drawn++ % SHARES.length] as number, queue.now);
  for (let entity = 0; entity < pending; entity++) queue.schedule(next(), 0, entity);
  const react = (kind: number, entity: number): void => void queue.schedule(next(), kind, entity);
  return () => eventsPerSecond(seconds, () => queue.run(queue.now + step, react));
}

/** CPU time, because other programs share the machine. */
function eventsPerSecond(seconds: number, run: () => number): number {
  const before = process.cpuUsage();
  let events = 0;
  for (;;) {
    for (let time = 0; time < 50; time++) events += run();
    const { user, system } = process.cpuUsage(before);
    if (user + system >= seconds * 1e6) return (events / (user + system)) * 1e6;
  }
}

function sharesOf(count: number): Float64Array {
  const chance = new Chance(1);
  return Float64Array.from({ length: count }, () => chance.next());
}
