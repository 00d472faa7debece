import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { buildApi } from "../../../edge/api/server.ts";
import { packStates, unpackStates } from "../../../edge/futures/packed-states.ts";
import { fakeEdge } from "../../fakes/api/deps.ts";
import { answering, folder, held, opened, QUESTION, STATES, settled } from "../../fakes/forecast-book.ts";

it("[FK67] states are read with the node of each stop, and a future that is not there is none", async () => {
  const node = { stores: ["RCK-1"], load: [], unload: [] };
  const bytes = packStates([{ ...STATES, stops: ["BUF-1", "RCK-1"] }, STATES], { nodes: [{ node: "N17", ...node }] });
  expect(await unpackStates(bytes, 0)).toMatchObject({
    stepS: 60,
    places: [{ label: "BUF-1", capacity: 4, pieces: [3] }],
    machines: [{ label: "CNC-1", states: [1] }],
    nodes: [null, "N17"],
  });
  expect((await unpackStates(bytes, 1))?.nodes).toEqual([]);
  expect(await unpackStates(bytes, 2)).toBeUndefined();
});

it("[FK67] states are stored beside the answer, are read by the API, and go with it", async () => {
  const dir = folder();
  const { book } = opened(dir, answering);
  const { uid } = await book.ask(QUESTION, "li");
  await settled(book, uid);
  expect(readdirSync(dir).toSorted()).toEqual([`${uid}.json`, `${uid}.states`]);
  const app = buildApi(fakeEdge({ forecasts: book }).deps);
  const get = async (path: string) => await app.inject(`/api/v1/forecasts/${path}`);
  expect((await get(uid)).json()).toMatchObject({ statesStepS: 60 });
  const first = await get(`${uid}/states`);
  expect([first.statusCode, first.json()]).toEqual([
    200,
    expect.objectContaining({
      ...{ name: "baseline", stepS: 60, horizonS: 28_800, replication: 0, good: [0], scrapped: [0], carried: [0] },
      stateNames: ["down", "working", "setup", "blocked", "waiting", "starved", "closed"],
      places: [{ label: "BUF-1", capacity: 4, pieces: [3] }],
      machines: [{ label: "CNC-1", states: [1] }],
    }),
  ]);
  const other = await get(`${uid}/states?future=1`);
  expect([other.statusCode, other.json().detail]).toEqual([404, expect.stringContaining("has the futures 0 to 0")]);
  expect((await get(`${uid}/states?future=99`)).statusCode).toBe(400);
  expect((await get("none/states")).statusCode).toBe(404);
  writeFileSync(join(dir, `${uid}.states`), "torn");
  expect((await get(`${uid}/states`)).statusCode).toBe(503);
  await expect(book.states(uid, 0)).rejects.toThrow("Ask the same question again");
  expect(await book.remove(uid)).toBe(true);
  expect(readdirSync(dir)).toEqual([]);
  await app.close();
  await book.close();
});

it("[FK67] a forecast of an earlier edge, and one without an answer, say why there is nothing to play", async () => {
  const dir = folder();
  const first = opened(dir, answering).book;
  const { uid } = await first.ask(QUESTION, "li");
  await settled(first, uid);
  await first.close();
  const path = join(dir, `${uid}.json`);
  writeFileSync(path, readFileSync(path, "utf8").replace(/,"statesStepS":60|"statesStepS":60,/, ""));
  const { run } = held();
  const { book } = opened(dir, run);
  await expect(book.states(uid, 0)).rejects.toMatchObject({
    code: "not-found",
    message: expect.stringContaining("made by an earlier edge"),
  });
  const { uid: waiting } = await book.ask(QUESTION, "li");
  await expect(book.states(waiting, 0)).rejects.toThrow("no answer that could be played");
  await book.close();
});
