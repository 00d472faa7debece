/**
 * Wrong answers of servers to HistoryRead (OPC 10000-11, 6.5.3). The span holds samples 10 to 30: each is read or its
 * span stays open, none comes twice, none of another span is taken, and the requests are bounded.
 */
import { type DataValue, StatusCodes, TimestampsToReturn } from "node-opcua";
import { expect, it } from "vitest";
import { backfill } from "../../../../edge/sources/opcua/subscribe/backfill.ts";
import { HistoryReader } from "../../../../edge/sources/opcua/subscribe/history-read.ts";
import type { PlannedItem } from "../../../../edge/sources/opcua/subscribe/planned.ts";
import { type HistoryAnswer, type HistoryAsk, LyingServer, NODE, timeOf } from "../../../fakes/opcua/lying-server.ts";

const [FIRST, LAST] = [10, 30];
const SPAN = { from: timeOf(FIRST) * 1000, to: timeOf(LAST) * 1000 };
const ITEM = { item: { place: 0, targets: [{ ref: 0, type: "number" }] } as unknown as PlannedItem, nodeId: NODE };

/** Samples of the range, oldest or newest first, as from a correct server. */
function within({ from, to }: HistoryAsk, samples = Array.from({ length: 50 }, (_, i) => i + 1)): number[] {
  const [low, high] = from <= to ? [from, to] : [to, from];
  const found = samples.filter((sample) => timeOf(sample) >= low && timeOf(sample) <= high);
  return from <= to ? found : found.reverse();
}

function paged(ask: HistoryAsk, size: number): HistoryAnswer {
  const all = within(ask);
  const at = ask.point ?? 0;
  const samples = all.slice(at, at + Math.min(size, ask.most));
  return at + samples.length < all.length ? { samples, point: at + samples.length } : { samples };
}

async function read(onHistory: LyingServer["onHistory"]) {
  const server = new LyingServer();
  server.onHistory = onHistory;
  const samples: number[] = [];
  const reader = new HistoryReader(server.session, 100);
  const onValues = (_: unknown, values: readonly DataValue[]) =>
    void samples.push(...values.map(({ value }) => value.value as number));
  const filled = await backfill([ITEM], SPAN, { reader, limit: 100, onValues, isOver: () => false });
  const missing = Array.from({ length: LAST - FIRST + 1 }, (_, i) => FIRST + i).filter(
    (sample) => !samples.includes(sample),
  );
  return { server, samples, filled, missing, timestamps: reader.timestamps };
}

/** `declared`: the span stays a gap. */
const ANSWERS: Readonly<Record<string, { answer: LyingServer["onHistory"]; declared: boolean }>> = {
  "all of it": { answer: (ask) => ({ samples: within(ask) }), declared: false },
  "pages with continuation points": { answer: (ask) => paged(ask, 4), declared: false },
  "empty pages before the first values": {
    answer: (ask) => (ask.point === undefined && ask.most > 1 ? { samples: [], point: 0 } : paged(ask, 50)),
    declared: false,
  },
  "empty pages for ever": { answer: ({ point = 0 }) => ({ samples: [], point: point + 1 }), declared: true },
  "the same page for ever": {
    answer: ({ point = 0 }) => ({ samples: [10, 11, 12], point: point + 1 }),
    declared: true,
  },
  "one continuation point for ever": {
    answer: (ask) => ({ samples: within(ask).slice(0, 3), point: 1 }),
    declared: true,
  },
  "values outside the range": { answer: (ask) => ({ samples: [1, 2, ...within(ask), 45, 50] }), declared: false },
  "values in no order": {
    answer: (ask) => ({
      samples: within(ask)
        .sort((a, b) => (a % 7) - (b % 7))
        .slice(0, ask.most),
    }),
    declared: false,
  },
  "pages in no order": {
    answer: (ask) => {
      if (ask.from > ask.to) return { samples: within(ask).slice(0, 1) };
      const pages = [
        within(ask).filter((sample) => sample % 2 === 0),
        within(ask).filter((sample) => sample % 2 === 1),
      ];
      return ask.point === undefined ? { samples: pages[0] as number[], point: 1 } : { samples: pages[1] as number[] };
    },
    declared: false,
  },
  "each value twice, on two pages": {
    answer: (ask) => ({ samples: within(ask), ...(ask.point === undefined ? { point: 1 } : {}) }),
    declared: false,
  },
  "five values a read and no continuation point": {
    answer: (ask) => ({ samples: within(ask).slice(0, 5) }),
    declared: false,
  },
  "one value a read and no continuation point": {
    answer: (ask) => ({ samples: within(ask).slice(0, 1) }),
    declared: false,
  },
  "BadContinuationPointInvalid half way": {
    answer: (ask) => (ask.point === undefined ? paged(ask, 6) : { status: StatusCodes.BadContinuationPointInvalid }),
    declared: false,
  },
  "BadContinuationPointInvalid, and the same first page again": {
    answer: (ask) =>
      ask.point === undefined ? { samples: [10, 11], point: 2 } : { status: StatusCodes.BadContinuationPointInvalid },
    declared: true,
  },
  "Good and nothing, of a history that is empty": { answer: () => ({ samples: [] }), declared: true },
  "GoodNoData, of a history that is empty": { answer: () => ({ status: StatusCodes.GoodNoData }), declared: true },
  "Good without data": { answer: () => ({}), declared: true },
  BadHistoryOperationUnsupported: {
    answer: () => ({ status: StatusCodes.BadHistoryOperationUnsupported }),
    declared: true,
  },
};

it.each(Object.entries(ANSWERS))(
  "[F18] HistoryRead answered with %s: bounded, nothing undeclared, nothing twice",
  async (_name, { answer, declared }) => {
    const { server, samples, filled, missing } = await read(answer);
    expect(filled.left.length).toBe(declared ? 1 : 0);
    if (!declared) expect(missing).toEqual([]);
    expect(samples.filter((sample, i) => samples.indexOf(sample) !== i)).toEqual([]);
    expect(samples.every((sample) => sample >= FIRST && sample <= LAST)).toBe(true);
    expect(server.historyAsked.length).toBeLessThan(150);
  },
);

it("[F18] Good and nothing for the span, with values before it, means an empty span", async () => {
  const { filled, samples } = await read((ask) => ({ samples: within(ask, [1, 2, 3]) }));
  expect([filled.left.length, filled.empty.length, samples.length]).toEqual([0, 1, 0]);
});

it("[F18] where the server lacks one kind of time the other is requested, and remembered", async () => {
  const { server, missing, timestamps } = await read((ask) =>
    ask.timestamps === TimestampsToReturn.Server
      ? { samples: within(ask).slice(0, ask.most), isServerOnly: true }
      : { status: StatusCodes.BadTimestampNotSupported },
  );
  expect(missing).toEqual([]);
  expect(timestamps).toBe("server");
  const asked = server.historyAsked.map((ask) => ask.timestamps);
  expect(asked.slice(0, 3)).toEqual([TimestampsToReturn.Both, TimestampsToReturn.Source, TimestampsToReturn.Server]);
  expect(new Set(asked.slice(3))).toEqual(new Set([TimestampsToReturn.Server]));
});
