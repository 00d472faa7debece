/**
 * `npm run bench -- forecast`: events a second of the kernel on one core, by CPU time. The machine shop beside the same
 * shop on objects and closures, and the kernel's heap beside a calendar queue.
 */
import { Chance } from "../edge/batch/chance.ts";
import { Kernel } from "../edge/forecast/kernel/kernel.ts";
import { CalendarQueue } from "./forecast/calendar-queue.ts";
import { MachineShop, SHOP } from "./forecast/machine-shop.ts";
import { PlainShop } from "./forecast/plain-shop.ts";
import { type Figures, figure, interleaved } from "./report.ts";

const PENDING = [10, 100, 1_000, 10_000, 100_000];
/** Events of which all have the same time, as in a line with a takt. */
const IN_TAKT = 1_000;
const SHARES = sharesOf(2 ** 16);

export async function benchForecast(options: { seconds: number; rounds: number }): Promise<Figures> {
  const shop = new MachineShop(1);
  const plain = new PlainShop(1);
  const tasks: Record<string, () => number> = {
    kernel: () => eventsPerSecond(options.seconds, () => shop.run(SHOP.week)),
    plain: () => eventsPerSecond(options.seconds, () => plain.run(SHOP.week)),
  };
  const names: string[] = [];
  for (const pending of PENDING) {
    names.push(`heap${pending}`, `calendar${pending}`);
    tasks[`heap${pending}`] = held(new Kernel(pending), pending, options.seconds);
    tasks[`calendar${pending}`] = held(new CalendarQueue(pending, 1), pending, options.seconds);
  }
  names.push("heapTakt", "calendarTakt");
  tasks["heapTakt"] = inTakt(new Kernel(IN_TAKT), options.seconds);
  tasks["calendarTakt"] = inTakt(new CalendarQueue(IN_TAKT, 1 / IN_TAKT), options.seconds);
  const rounds = await interleaved(tasks, options.rounds);
  const [kernel = [], baseline = []] = [rounds["kernel"], rounds["plain"]];
  const ratios = kernel.map((rate, round) => rate / (baseline[round] as number));
  return [
    figure("eventsPerSecond", "machine shop on the kernel", "events/s", kernel),
    figure("plainEventsPerSecond", "baseline: the same shop on objects and closures", "events/s", baseline),
    figure("timesPlain", "kernel over baseline, of each round", "", ratios),
    ...names.map((name) => figure(name, whatOf(name), "events/s", rounds[name] ?? [])),
  ];
}

function whatOf(name: string): string {
  const structure = name.startsWith("heap") ? "kernel's heap" : "alternative: calendar queue";
  const pending = name.replace(/^[a-z]+/, "");
  return pending === "Takt" ? `${structure}, ${IN_TAKT} events, all at one time` : `${structure}, ${pending} events`;
}

/** Each event schedules the next after U(0, 2N): one event per unit of time, whatever N is. */
function held(queue: Kernel | CalendarQueue, pending: number, seconds: number): () => number {
  let drawn = 0;
  const delay = (): number => 2 * pending * (SHARES[drawn++ % SHARES.length] as number);
  for (let entity = 0; entity < pending; entity++) queue.schedule(delay(), 0, entity);
  const react = (kind: number, entity: number): void => void queue.schedule(queue.now + delay(), kind, entity);
  return () => eventsPerSecond(seconds, () => queue.run(queue.now + 1_000, react));
}

function inTakt(queue: Kernel | CalendarQueue, seconds: number): () => number {
  for (let entity = 0; entity < IN_TAKT; entity++) queue.schedule(1, 0, entity);
  const react = (kind: number, entity: number): void => void queue.schedule(queue.now + 1, kind, entity);
  return () => eventsPerSecond(seconds, () => queue.run(queue.now + 1, react));
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
