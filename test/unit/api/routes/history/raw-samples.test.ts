import { afterEach, describe, expect, it } from "vitest";
import type { Api } from "../../../../../edge/api/http/api.ts";
import { type ApiDeps, buildApi } from "../../../../../edge/api/server.ts";
import { EdgeError } from "../../../../../edge/contracts/errors.ts";
import type { GapRecord } from "../../../../../edge/contracts/path/event-batch.ts";
import { fakeEdge, LATHE, NOW_US } from "../../../../fakes/api/deps.ts";

let app: Api;
afterEach(() => app.close());

const S = 1e6;
const FROM = NOW_US - 3600 * S;
const uid = (signal: string) => `tag=${encodeURIComponent(`${LATHE}#${signal}`)}`;

/** A historian with a number each second of one hour for the temperature, three of the state and two of the program. */
function start(over: Partial<ApiDeps> = {}): { readonly asked: number[]; readonly stretches: number[] } {
  const asked: number[] = [];
  const stretches: number[] = [];
  const stored = new Map([
    [
      0,
      Array.from({ length: 3600 }, (_, n) => ({
        time: FROM + n * S,
        value: (n - 5) as number | null,
        text: null as string | null,
        status: n === 7 ? 0x8000_0000 : 0,
      })),
    ],
    [2, [0, 1, 2].map((n) => ({ time: FROM + n * S, value: n + 1, text: null, status: 0 }))],
    [
      3,
      [
        { time: FROM, value: null, text: '=1+1,"x"\n程序', status: 0x4000_0000 },
        { time: FROM + S, value: null, text: "-5", status: 0 },
      ],
    ],
  ]);
  const { historian } = fakeEdge().deps;
  app = buildApi(
    fakeEdge({
      historian: {
        ...historian,
        raw: async (ref, from, to, limit) => {
          asked.push(limit);
          stretches.push(to - from);
          const found = (stored.get(ref) ?? []).filter(({ time }) => time >= from && time < to).slice(0, limit);
          return {
            times: found.map(({ time }) => time),
            values: found.map(({ value }) => value),
            texts: found.map(({ text }) => text),
            statuses: found.map(({ status }) => status),
            arrivedBy: found.map(({ time }, at) => (at === 0 ? null : time + S)),
          };
        },
      },
      ...over,
    }).deps,
  );
  return { asked, stretches };
}

interface Page {
  readonly samples: readonly {
    tagUid: string;
    time: string;
    localTime: string;
    value: number | null;
    text: string | null;
    status: number;
    arrivedBy: string | null;
  }[];
  readonly gaps: readonly { source: string; reason: string }[];
  readonly next: string | null;
}
const get = async (query: string): Promise<Page> => (await app.inject(`/api/v1/samples?${query}`)).json() as Page;

describe("[B14] stored samples, page by page", () => {
  it("gives every sample of every tag once, over pages, with status, both clocks and the gaps", async () => {
    const gap = (source: string, tagUid?: string): GapRecord =>
      ({
        source,
        from: FROM,
        to: FROM + S,
        reason: "source_qos0",
        ...(tagUid === undefined ? {} : { tagUid }),
      }) as GapRecord;
    const gaps = [
      gap("line"),
      gap("line/group/node"),
      gap("lineage"),
      gap("other"),
      gap("other", `${LATHE}#temperature`),
    ];
    start({ events: { events: async () => gaps.map((payload) => ({ payload })) as never } });
    const query = [uid("temperature"), uid("program"), uid("item-state"), uid("temperature")].join("&");
    const pages = [await get(`${query}&limit=1500`)];
    for (let next = pages[0]?.next; next !== null; next = pages.at(-1)?.next ?? null)
      pages.push(await get(`${query}&limit=1500&cursor=${next}`));
    expect(pages.map(({ samples }) => samples.length)).toEqual([1500, 1500, 605]);
    const all = pages.flatMap(({ samples }) => samples);
    expect(new Set(all.map(({ tagUid, time }) => `${tagUid} ${time}`)).size).toBe(3605);
    expect(all[7]).toMatchObject({
      value: 2,
      status: 0x8000_0000,
      time: "2026-11-24T01:42:14.123456Z",
      localTime: "2026-11-24 09:42:14.123",
      arrivedBy: "2026-11-24T01:42:15.123456Z",
    });
    expect(all[0]?.arrivedBy).toBeNull();
    expect(all.at(-1)).toMatchObject({ tagUid: `${LATHE}#item-state`, value: 3 });
    expect(pages.map((page) => page.gaps.map(({ source }) => source))).toEqual([
      ["line", "line/group/node", "other"],
      [],
      [],
    ]);
  });

  it("for a tag with very many samples each page queries the next range only, not the whole rest", async () => {
    const { stretches } = start();
    let { next } = await get(`${uid("temperature")}&limit=100`);
    while (next !== null) ({ next } = await get(`${uid("temperature")}&limit=100&cursor=${next}`));
    expect(stretches[0]).toBe(3600 * S);
    expect(Math.max(...stretches.slice(1))).toBeLessThanOrEqual(1600 * S);
    expect(stretches.length).toBeLessThanOrEqual(40);
  });

  it("a page that ends exactly with the last sample has a cursor at most once more", async () => {
    start();
    const first = await get(`${uid("item-state")}&limit=3`);
    expect(first.samples).toHaveLength(3);
    expect(await get(`${uid("item-state")}&limit=3&cursor=${first.next}`)).toMatchObject({ samples: [], next: null });
  });

  it.each([
    ["an unknown tag", "tag=x", 404],
    ["a page that is too long", `${uid("temperature")}&limit=10001`, 400],
    ["an invalid cursor", `${uid("temperature")}&cursor=abc`, 400],
    ["no tag", "limit=1", 400],
    ["more tags than a page may name", Array(101).fill("tag=x").join("&"), 400],
  ])("refuses %s", async (_, query, status) => {
    start();
    expect((await app.inject(`/api/v1/samples?${query}`)).statusCode).toBe(status);
  });

  it("refuses a cursor of other tags", async () => {
    start();
    const { next } = await get(`${uid("temperature")}&limit=1`);
    expect((await app.inject(`/api/v1/samples?${uid("program")}&cursor=${next}`)).statusCode).toBe(400);
  });
});

describe("[B14] stored samples as CSV", () => {
  it("opens correctly in a spreadsheet: mark, local time, names, quoted texts, no formulas, numbers", async () => {
    start();
    const answer = await app.inject(`/api/v1/samples/export?${uid("program")}&${uid("item-state")}&language=zh`);
    expect(answer.headers["content-type"]).toContain("text/csv; charset=utf-8");
    expect(answer.rawPayload.subarray(0, 3).toString("hex")).toBe("efbbbf");
    const rows = answer.body.slice(1).split("\r\n");
    expect(rows[0]).toBe('"设备","标签","名称","单位","本地时间 (Asia/Shanghai)","UTC 时间","数值","文本","质量"');
    expect(rows[1]).toMatch(
      new RegExp(
        String.raw`^"CNC-101","urn:test:lathe:1001#program",.*,2026-11-24 09:42:07\.123,` +
          String.raw`2026-11-24T01:42:07\.123Z,,"'=1\+1,""x""\n程序",不确定$`,
      ),
    );
    expect(rows[2]).toMatch(/,,"'-5",良好$/);
    expect(rows[5]).toMatch(/,3,"执行中",良好$/);
    const english = await app.inject(
      `/api/v1/samples/export?${uid("temperature")}&from=-1h&to=-59m&separator=semicolon&bom=false`,
    );
    const lines = english.body.split("\r\n");
    expect(lines[0]).toMatch(/^"Asset";"Tag";/);
    expect(lines[1]).toMatch(/;-5;;good$/);
    expect(lines[8]).toMatch(/;2;;bad$/);
    expect(lines).toHaveLength(62);
  });

  it("is read in pieces, and a historian that fails before the first row is answered with a problem", async () => {
    const { asked } = start();
    await app.inject(`/api/v1/samples/export?${uid("temperature")}`);
    expect(Math.max(...asked)).toBeLessThanOrEqual(5000);
    await app.close();
    const { historian } = fakeEdge().deps;
    const fails = async () => Promise.reject(new EdgeError("unavailable", "gone"));
    start({ historian: { ...historian, raw: fails } });
    expect((await app.inject(`/api/v1/samples/export?${uid("temperature")}`)).statusCode).toBe(503);
  });
});
