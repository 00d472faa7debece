import { afterEach, expect, it } from "vitest";
import type { Api } from "../../../../../edge/api/http/api.ts";
import { type ApiDeps, buildApi } from "../../../../../edge/api/server.ts";
import type { WaveformsQuestion } from "../../../../../edge/contracts/path/waveform-reader.ts";
import { fakeEdge, LATHE, NOW_US } from "../../../../fakes/api/deps.ts";
import { fakeTag } from "../../../../fakes/source/tags.ts";
import { waveform } from "../../../../fakes/source/waveforms.ts";

const REF = 4;
const BURST = encodeURIComponent(`${LATHE}#vibration-burst`);
const OLD = waveform(REF, NOW_US - 60e6, { status: 0x40000000, flags: 16, context: {} });
const NEW = waveform(REF, NOW_US - 1e6, { points: Float32Array.of(0.1, Number.NaN, -3e-7) });

let app: Api;
afterEach(() => app.close());

function start(over: Partial<ApiDeps["waveforms"]> = {}) {
  const asked: WaveformsQuestion[] = [];
  const stored = [NEW, OLD];
  const edge = fakeEdge();
  const waveforms: ApiDeps["waveforms"] = {
    waveforms: async (question) => {
      asked.push(question);
      return stored.map(({ points, ...head }) => ({ ...head, length: points.length }));
    },
    waveform: async (_ref, at) => stored.find((one) => one.start === at),
    ...over,
  };
  edge.tags.add(fakeTag(REF, { assetUid: LATHE, signal: "vibration-burst", type: "waveform", unit: "m/s2" }));
  app = buildApi({ ...edge.deps, waveforms });
  return { ...edge, asked };
}

const ask = async (url: string) => {
  const response = await app.inject({ url });
  return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
};

it("lists waveforms newest first with time, n, dt, unit, status, simulated and context", async () => {
  const { asked } = start();
  const { status, body } = await ask(`/api/v1/waveforms?tag=${BURST}&from=-1h&limit=20`);
  expect(status).toBe(200);
  expect(asked).toEqual([{ ref: REF, from: NOW_US - 3600e6, to: NOW_US, limit: 20 }]);
  expect(body).toEqual({
    tagUid: `${LATHE}#vibration-burst`,
    waveforms: [
      {
        ...{
          time: "2026-11-24T02:42:06.123456Z",
          receivedAt: "2026-11-24T02:42:06.124456Z",
          n: 3,
          dt: 0.001,
          unit: "m/s2",
          status: 0,
          simulated: true,
          clockSuspect: false,
        },
        context: { speedPerMin: 4150, tool: "21", program: "PH-40A-OP20", pieceId: "PC-0000042" },
      },
      {
        ...{
          time: "2026-11-24T02:41:07.123456Z",
          receivedAt: "2026-11-24T02:41:07.124456Z",
          n: 3,
          dt: 0.001,
          unit: "m/s2",
          status: 0x40000000,
          simulated: false,
          clockSuspect: true,
        },
        context: { speedPerMin: null, tool: null, program: null, pieceId: null },
      },
    ],
  });
});

it("gives one waveform's points by its time, as exact as float32, null where there is no number", async () => {
  start();
  const { body } = await ask(`/api/v1/waveforms/block?tag=${BURST}&time=2026-11-24T02:42:06.123456Z`);
  const points = body["points"] as (number | null)[];
  expect(points[1]).toBeNull();
  expect(points.map((point) => Math.fround(point ?? 0))).toEqual([Math.fround(0.1), 0, Math.fround(-3e-7)]);
});

it("[K15] gives the newest from the twin, and before its first block from the historian", async () => {
  const { twin } = start();
  expect((await ask(`/api/v1/waveforms/block?tag=${BURST}`)).body).toMatchObject({
    time: "2026-11-24T02:42:06.123456Z",
  });
  twin.applyWaveform(waveform(REF, NOW_US));
  expect((await ask(`/api/v1/waveforms/block?tag=${BURST}`)).body).toMatchObject({
    time: "2026-11-24T02:42:07.123456Z",
    n: 3,
  });
  expect((await ask(`/api/v1/samples/latest?tag=${BURST}`)).body).toMatchObject({
    samples: [{ time: "2026-11-24T02:42:07.123456Z", value: null, status: 0 }],
  });
});

it.each([
  [
    "a tag that is not a waveform",
    `/api/v1/waveforms?tag=${encodeURIComponent(`${LATHE}#temperature`)}`,
    400,
    /trends/,
  ],
  ["a waveform as a trend", `/api/v1/trends?tag=${BURST}`, 400, /waveforms/],
  ["an unknown tag", "/api/v1/waveforms/block?tag=nobody", 404, /api\/v1\/tags/],
  ["a time at which none begins", `/api/v1/waveforms/block?tag=${BURST}&time=2026-11-24T02:00:00Z`, 404, /lists them/],
  ["an invalid time", `/api/v1/waveforms/block?tag=${BURST}&time=noon`, 400, /not a time/],
  ["a limit of 0", `/api/v1/waveforms?tag=${BURST}&limit=0`, 400, /1 to 1000/],
  ["an unknown field", `/api/v1/waveforms?tag=${BURST}&form=-1h`, 400, /form/],
])("refuses %s and says what to do", async (_what, url, expected, detail) => {
  start();
  const { status, body } = await ask(url);
  expect(status).toBe(expected);
  expect(JSON.stringify(body)).toMatch(detail);
});

it("reports that the tag has no waveform yet", async () => {
  start({ waveforms: async () => [] });
  expect(await ask(`/api/v1/waveforms/block?tag=${BURST}`)).toMatchObject({
    status: 404,
    body: { detail: "The tag has no waveform yet." },
  });
});
