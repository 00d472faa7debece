import { expect, it } from "vitest";
import { buildApi } from "../../../edge/api/server.ts";
import type { CauseReader } from "../../../edge/contracts/quality/causes.ts";
import type { LoopReader } from "../../../edge/contracts/quality/loop.ts";
import { fakeEdge } from "../../fakes/api/deps.ts";
import { causeBook, tell } from "../quality/causes/made.ts";

/** No test of this file decides about pieces. */
const REFUSES = () => Promise.reject(new Error("not asked"));

function readersOf(): { readonly causes: CauseReader; readonly loop: LoopReader } {
  const book = causeBook();
  tell(book, 160, 100);
  return { causes: { isCurrent: true, ...book.answers }, loop: { ...book.answers, dispose: REFUSES } };
}

const KEY = encodeURIComponent("OP60 blemishes high");

it("[RC15] gives classes, rankings and the pieces that share a cause", async () => {
  const app = buildApi(fakeEdge(readersOf()).deps);
  const classes = (await app.inject("/api/v1/quality/defects")).json();
  expect(classes).toMatchObject({
    isCurrent: true,
    counters: { pieces: 160, refused: 0 },
    defects: [{ key: "OP60 blemishes high", bad: 15 }],
  });
  expect(classes.defects[0].ranking.causes[0]).toMatchObject({ level: "CNC-202", standing: "leading" });
  const range = "from=2026-03-01T00:00:00Z&to=2026-03-09T00:00:00Z";
  const ranking = (await app.inject(`/api/v1/quality/causes?key=${KEY}&${range}&correction=holm`)).json();
  expect(ranking).toMatchObject({ pieces: 160, bad: 15, correction: "holm" });
  expect(ranking.causes[0].level).toBe("CNC-202");
  expect(ranking.causes[0].chart.levels.map(({ level }: { readonly level: string }) => level)).toEqual([
    "CNC-202",
    "CNC-201",
  ]);
  const contained = (await app.inject(`/api/v1/quality/containment?key=${KEY}&limit=5`)).json();
  expect(contained).toMatchObject({ cause: { level: "CNC-202" }, counts: { bad: 15 } });
  expect(contained.pieces).toHaveLength(5);
  expect(contained.pieces[0]).toMatchObject({ piece: "PC-159", place: null });
  await app.close();
});

it("[RC15] refuses what is not there, and says where to look", async () => {
  const app = buildApi(fakeEdge(readersOf()).deps);
  const unknown = await app.inject("/api/v1/quality/causes?key=OP1");
  expect([unknown.statusCode, unknown.json().detail]).toEqual([
    404,
    expect.stringContaining("/api/v1/quality/defects"),
  ]);
  const beyond = await app.inject(`/api/v1/quality/containment?key=${KEY}&cause=9`);
  expect([beyond.statusCode, beyond.json().detail]).toEqual([404, expect.stringContaining("look at its causes")]);
  const without = buildApi(fakeEdge().deps);
  expect((await without.inject("/api/v1/quality/defects")).statusCode).toBe(503);
  await without.close();
  await app.close();
});
