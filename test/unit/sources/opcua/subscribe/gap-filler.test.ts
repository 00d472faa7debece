import { StatusCodes } from "node-opcua";
import { expect, it, vi } from "vitest";
import type { FromWorker } from "../../../../../edge/sources/opcua/link/messages.ts";
import { GapFiller } from "../../../../../edge/sources/opcua/subscribe/gap-filler.ts";
import type { Intake } from "../../../../../edge/sources/opcua/subscribe/intake.ts";
import type { PlannedItem } from "../../../../../edge/sources/opcua/subscribe/planned.ts";
import type { Span } from "../../../../../edge/sources/opcua/subscribe/span.ts";
import { type HistoryAsk, LyingServer, NODE, timeOf } from "../../../../fakes/opcua/lying-server.ts";

type Settled = Extract<FromWorker, { kind: "settled" }>;

/** Two items; the second is at another node without history. */
function run(onHistory: LyingServer["onHistory"], known: readonly Span[] = []) {
  const server = new LyingServer();
  server.onHistory = onHistory;
  const posted: FromWorker[] = [];
  const items = [0, 1].map((ref) => ({
    item: { place: ref, targets: [{ ref, type: "number" }] } as unknown as PlannedItem,
    nodeId: NODE,
  }));
  const taken: number[] = [];
  const gaps = new GapFiller({
    ...{
      id: 1,
      session: server.session,
      limit: 100,
      timestamps: undefined,
      serverStart: 0,
      known,
      isOver: () => false,
    },
    intake: {
      takeHistory: (_: unknown, values: readonly { value: { value: number } }[]) =>
        void taken.push(...values.map(({ value }) => value.value)),
    } as unknown as Intake,
    post: (message) => void posted.push(message),
    resolve: async (refs) => ({
      found: items.filter(({ item }) => refs === undefined || refs.includes(item.place)),
      missing: [],
    }),
  });
  const settled = (): Settled[] => posted.filter((one): one is Settled => one.kind === "settled");
  return { gaps, posted, taken, settled };
}

function within({ from, to, most }: HistoryAsk, samples: readonly number[]): number[] {
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const found = samples.filter((sample) => timeOf(sample) >= low && timeOf(sample) <= high);
  return (from <= to ? found : found.reverse()).slice(0, most);
}

const ALL = Array.from({ length: 40 }, (_, i) => i + 1);
const span = (from: number, to: number, refs: readonly number[] | undefined, isCertain = true): Span => ({
  ...{ from: timeOf(from) * 1000, to: timeOf(to) * 1000, reason: "source_queue_overflow" },
  ...(refs === undefined ? {} : { refs }),
  ...(isCertain ? { isCertain: true } : {}),
});

it("[F19] an overflow is read from history for its tag alone, and nothing is declared", async () => {
  const { gaps, settled, taken } = run((ask) => ({ samples: within(ask, ALL) }));
  gaps.start();
  gaps.owe(span(5, 8, [1]));
  await vi.waitFor(() => expect(settled()).toHaveLength(1));
  expect(taken).toEqual([5, 6, 7, 8]);
  expect(settled()[0]?.left).toEqual([]);
});

it("[F19] a span that the history lacks is a gap of the tag, not of the source", async () => {
  const { gaps, settled } = run(() => ({ status: StatusCodes.BadHistoryOperationUnsupported }));
  gaps.start();
  gaps.owe({ ...span(5, 8, [1]), lost: 3 });
  await vi.waitFor(() => expect(settled()).toHaveLength(1));
  expect(settled()[0]?.left).toEqual([
    { from: timeOf(5) * 1000, to: timeOf(8) * 1000, reason: "source_queue_overflow", lost: 3, ref: 1 },
  ]);
});

it("[F18] certainly missing samples are declared even where history answers Good without them", async () => {
  const { gaps, settled } = run((ask) => ({ samples: within(ask, [1, 2, 3]) }));
  gaps.start();
  gaps.owe(span(5, 8, undefined));
  gaps.owe(span(15, 18, [0]));
  gaps.owe(span(25, 28, undefined, false));
  await vi.waitFor(() => expect(settled()).toHaveLength(3));
  expect(settled().map(({ left }) => left.map(({ ref }) => ref))).toEqual([[undefined], [0], []]);
});

it("[F6] [F19] spans from the main thread are filled first, and each answer has the open ones", async () => {
  const { gaps, settled, posted } = run((ask) => ({ samples: within(ask, ALL) }), [span(1, 2, undefined)]);
  gaps.owe(span(5, 8, [0]));
  expect(posted).toEqual([]);
  gaps.start();
  await vi.waitFor(() => expect(settled()).toHaveLength(2));
  expect(posted[0]).toMatchObject({
    kind: "owed",
    open: [{ from: timeOf(1) * 1000 }, { from: timeOf(5) * 1000, refs: [0] }],
  });
  expect(settled().map(({ open }) => open.length)).toEqual([1, 0]);
});

it("[F18] the history's kinds of time are reported, for the next connection and for health", async () => {
  const { gaps, settled, posted } = run((ask) =>
    ask.timestamps === 1
      ? { samples: within(ask, ALL), isServerOnly: true }
      : { status: StatusCodes.BadTimestampNotSupported },
  );
  gaps.start();
  gaps.owe(span(5, 8, undefined));
  await vi.waitFor(() => expect(settled()).toHaveLength(1));
  expect(settled()[0]?.left).toEqual([]);
  expect(posted).toContainEqual({ kind: "history", id: 1, timestamps: "server" });
  expect(posted).toContainEqual({ kind: "limit", id: 1, what: "history", detail: "server timestamps only" });
});
