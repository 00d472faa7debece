import { describe, expect, it } from "vitest";
import type { CandidateName, CauseRanking, CauseView } from "../../../../edge/contracts/quality/causes.ts";
import { DefectClasses } from "../../../../edge/quality/causes/defect-classes.ts";
import { announceable, stretchProbability } from "../../../../edge/quality/causes/engine/announceable.ts";
import type { CandidateColumn, PieceColumns } from "../../../../edge/quality/causes/engine/columns.ts";
import { hypergeometricShares, upperTail } from "../../../../edge/quality/causes/engine/hypergeometric.ts";
import { rankCauses } from "../../../../edge/quality/causes/engine/rank-causes.ts";
import { randomOf } from "../../../run/seed.ts";
import { at } from "../measured.ts";
import { causeBook, tell } from "./made.ts";

const PIECES = 640;
const WORTH = 0.1;

const named = (kind: CandidateName["kind"], operation = "", name = ""): CandidateName => ({ kind, operation, name });

function column(name: CandidateName, count: number, codeOf: (row: number) => number): CandidateColumn {
  const levels = Array.from({ length: count }, (_, code) => `${name.kind}-${code}`);
  return { name, levels, values: Float32Array.from({ length: PIECES }, (_, row) => codeOf(row)) };
}

function numbers(name: CandidateName, numberAt: (row: number) => number): CandidateColumn {
  return { name, unit: "%", values: Float32Array.from({ length: PIECES }, (_, row) => numberAt(row)) };
}

function piecesOf(isBad: (row: number) => boolean, candidates: readonly CandidateColumn[]): PieceColumns {
  return {
    times: Float64Array.from({ length: PIECES }, (_, row) => row * 60e6),
    isBad: Uint8Array.from({ length: PIECES }, (_, row) => (isBad(row) ? 1 : 0)),
    candidates,
  };
}

const machines = column(named("machine", "OP20"), 4, (row) => (row * 7) % 4);
const lots = column(named("lot"), 14, (row) => Math.floor(row / 48));

/** What is named, and what an alert says. */
function said(pieces: PieceColumns, worth = WORTH): readonly (string | undefined)[] {
  const ranking = rankCauses(pieces);
  return [ranking.causes[0], announceable({ ranking, compared: pieces }, worth)].map((cause) =>
    cause === undefined ? undefined : `${cause.candidate.kind} ${cause.candidate.name}${cause.level}`,
  );
}

describe("the test within stretches of time", () => {
  it("[RC39] is that of one fourfold table where there is one stretch", () => {
    const isBad = Uint8Array.from({ length: 8 }, (_, row) => (row < 4 ? 1 : 0));
    const isWithin = Uint8Array.of(1, 1, 1, 0, 1, 0, 0, 0);
    const one = upperTail({ pieces: 8, bad: 4, within: 4, badWithin: 3 });
    expect(stretchProbability(isWithin, isBad, 8)).toBeCloseTo(one, 12);
    expect(stretchProbability(isWithin, isBad, 32)).toBeCloseTo(one, 12);
    // Of two stretches of four the first has bad pieces alone and the second none.
    expect(stretchProbability(isWithin, isBad, 4)).toBe(1);
    expect(hypergeometricShares({ pieces: 8, bad: 6, within: 5 }).least).toBe(3);
  });

  it("[RC39] has the sum of both tables, by counting all ways", () => {
    const isBad = Uint8Array.of(1, 1, 0, 0, 1, 0, 0, 0);
    const isWithin = Uint8Array.of(1, 0, 1, 0, 1, 0, 0, 0);
    // The first stretch has one of two within in 4 of 6 ways and two in one, the second one in 1 of 4.
    expect(stretchProbability(isWithin, isBad, 4)).toBeCloseTo((4 / 6) * (1 / 4) + 1 / 6, 12);
  });

  it("[RC39] bounds its work, and says 1 where no stretch can tell", () => {
    const all = new Uint8Array(100_000).fill(1);
    expect(stretchProbability(all, all, 32)).toBe(1);
    expect(stretchProbability(new Uint8Array(0), new Uint8Array(0), 32)).toBe(1);
    // One bad piece in each of 3,125 stretches, half of whose pieces are within: the newest 256 count.
    const isWithin = Uint8Array.from({ length: 100_000 }, (_, row) => (row + 1) % 2);
    const isBad = Uint8Array.from({ length: 100_000 }, (_, row) => (row % 32 === 0 ? 1 : 0));
    expect(Math.log2(stretchProbability(isWithin, isBad, 32))).toBeCloseTo(-256, 6);
  });
});

describe("an alert about a cause", () => {
  it("[RC38] needs that the leading cause is sure by itself, a ranking that something goes with the defect", () => {
    const book = causeBook();
    // Fifteen of fifteen bad pieces of one of two machines.
    expect(tell(book, 160, 100)).toEqual([]);
    expect(book.answers.defects()[0]?.ranking?.causes[0]?.level).toBe("CNC-202");
    const longer = causeBook();
    expect(tell(longer, 200, 100)[0]).toMatchObject({ standing: true, at: expect.any(Number) });
    expect(longer.answers.defects()[0]?.ranking?.at).toBeGreaterThan(at(100 * 60));
  });

  it("[RC39] says the machine whose pieces are bad while those of the others are good", () => {
    const bad = (row: number): boolean => row >= 500 && (row * 7) % 4 === 2;
    expect(said(piecesOf(bad, [machines, lots]))).toEqual(["machine machine-2", "machine machine-2"]);
  });

  it("[RC39] says no lot that was made while all pieces were bad, however many there were", () => {
    const bad = (row: number): boolean => row >= 480 && row < 528 && row % 2 === 0;
    expect(said(piecesOf(bad, [machines, lots]))).toEqual(["lot lot-10", undefined]);
  });

  it("[RC39] says a lot that went beside others", () => {
    const mixed = column(named("lot"), 4, (row) => Math.floor(row / 3) % 4);
    const bad = (row: number): boolean => row >= 400 && Math.floor(row / 3) % 4 === 1 && row % 5 < 3;
    expect(said(piecesOf(bad, [machines, mixed]))).toEqual(["lot lot-1", "lot lot-1"]);
  });

  it("[RC39] says a number that left its usual values when the defect began, and none that wandered", () => {
    const random = randomOf("a number of a single station");
    const humidity = numbers(named("signal", "OP80", "humidity"), (row) => (row >= 600 ? 62 : 48) + random());
    const bad = (row: number): boolean => row >= 600 && row % 3 > 0;
    expect(said(piecesOf(bad, [machines, humidity]))).toEqual(["signal humidity%", "signal humidity%"]);
    const warming = numbers(named("signal", "OP80", "temperature"), (row) => row / 100 + random());
    expect(said(piecesOf((row) => row >= 560 && row % 3 > 0, [machines, warming]))[1]).toBeUndefined();
  });

  it("[RC39] is rare where defects come in bursts that nothing explains", () => {
    const random = randomOf("bursts of defects");
    let raised = 0;
    for (let history = 0; history < 60; history++) {
      const from = Math.floor(random() * (PIECES - 100));
      const length = 20 + 80 * random();
      const share = 0.05 + 0.25 * random();
      const bursts = (row: number): boolean => random() < (row >= from && row < from + length ? share : 0.01);
      let level = 0;
      const wandering = Array.from({ length: 6 }, (_, place) =>
        numbers(named("signal", "OP80", `signal-${place}`), () => {
          level = 0.97 * level + random() - 0.5;
          return level;
        }),
      );
      const tools = column(named("tool", "OP20", "1"), 40, (row) => ((row * 7) % 4) * 10 + Math.floor(row / 130));
      const suppliers = column(named("supplier"), 3, (row) => Math.floor(row / 96) % 3);
      const candidates = [machines, lots, tools, suppliers, ...wandering];
      if (said(piecesOf(bursts, candidates))[1] !== undefined) raised++;
    }
    // One of 700 longer histories had one. Even at one in a hundred, six of 60 have a probability of 4e-5.
    expect(raised).toBeLessThan(6);
  });

  it("[RC40] says no cause that spoils less than `alertPercent` beyond the usual, however sure it is", () => {
    const bad = (row: number): boolean => (row * 7) % 4 === 2 && row % 10 === 2;
    const pieces = piecesOf((row) => bad(row), [machines]);
    const [first] = rankCauses(pieces).causes;
    expect(first?.difference.low).toBeGreaterThan(0.05);
    expect(said(pieces, 0.2)).toEqual(["machine machine-2", undefined]);
    expect(said(pieces, 0.05)).toEqual(["machine machine-2", "machine machine-2"]);
  });

  it("[RC41] stays with its cause while that is named, until another one is sure", () => {
    const [one, other] = ["CNC-201", "CNC-202"].map(
      (level) => ({ candidate: named("machine", "OP20"), level, side: "is" }) as unknown as CauseView,
    ) as [CauseView, CauseView];
    const ranking = (...causes: CauseView[]): CauseRanking => ({ causes }) as unknown as CauseRanking;
    const classes = new DefectClasses();
    const KEY = "OP60 blemishes high";
    classes.found({ operation: "OP60", feature: "blemishes", side: "high" }, at(0), "VIS-01");
    const level = (): string | undefined => classes.get(KEY)?.announced?.level;
    classes.ranked(KEY, at(1), ranking(one, other), undefined);
    expect(level()).toBeUndefined();
    classes.ranked(KEY, at(2), ranking(one, other), one);
    expect(level()).toBe("CNC-201");
    classes.ranked(KEY, at(3), ranking(other, one), undefined);
    classes.found({ operation: "OP60", feature: "blemishes", side: "high" }, at(4), "VIS-01");
    expect(level()).toBe("CNC-201");
    // These pieces cannot tell the two apart, so that nobody has to be sent elsewhere.
    classes.ranked(KEY, at(5), ranking(other, { ...one, standing: "inseparable" }), other);
    expect(level()).toBe("CNC-201");
    classes.ranked(KEY, at(5), ranking(other, { ...one, standing: "explained" }), other);
    expect(level()).toBe("CNC-202");
    classes.ranked(KEY, at(6), ranking(one), undefined);
    expect(level()).toBeUndefined();
  });
});
