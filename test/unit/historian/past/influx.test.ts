import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type InfluxServer, influxDays, influxKeys, seriesOf } from "../../../../edge/historian/past/influx.ts";

const DAY = 86_400e6;
const FROM = Date.UTC(2024, 0, 15) * 1000;
let dir: string;
let server: Server;
let asked: { readonly request: IncomingMessage; readonly body: string }[];
let answer: (body: string) => { readonly status?: number; readonly text: string };

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-past-influx-"));
  asked = [];
  server = createServer(async (request, response) => {
    const body = await textOf(request);
    asked.push({ request, body });
    const { status = 200, text } = answer(body);
    response.writeHead(status).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(dir, { recursive: true, force: true });
});

const serverOf = (over: Partial<InfluxServer>): InfluxServer => ({
  url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  api: "v2",
  database: "",
  user: "",
  password: "",
  org: "acme",
  bucket: "plant",
  token: "",
  ...over,
});
async function daysOf(of: InfluxServer, keys: readonly string[], to = FROM + DAY): Promise<string[]> {
  const files: string[] = [];
  const plan = { keys, from: FROM, to, dir };
  for await (const path of influxDays(of, plan, new AbortController().signal)) files.push(readFileSync(path, "utf8"));
  return files;
}

it("[PH8] a file that the disk refuses is an error of the reading, not of the process", async () => {
  answer = () => ({ text: "" });
  const plan = { keys: ["power,meter=m1 kw"], from: FROM, to: FROM + DAY, dir: join(dir, "gone") };
  const first = influxDays(serverOf({}), plan, new AbortController().signal).next();
  await expect(first).rejects.toThrow("ENOENT");
});

it("[PH8] a name is a series with its field, escaped as in the line protocol", () => {
  expect(seriesOf("bus\\ bar,hall=a\\,b,m=1 L1\\ rms")).toMatchObject({
    measurement: "bus bar",
    tags: [
      ["hall", "a,b"],
      ["m", "1"],
    ],
    field: "L1 rms",
  });
  expect(seriesOf("TT-101")).toBeUndefined();
});

it("[PH8] 2.x is asked in Flux, day by day, with the token, and its tables become rows", async () => {
  answer = (body) =>
    body.includes("stop: 2024-01-16")
      ? {
          text: [
            ",result,table,_time,_value",
            ",0,0,2024-01-15T00:00:01.000002Z,230.5",
            "",
            ",result,table,_time,_value",
            ',1,0,2024-01-15T01:00:00Z,"a ""b"", c"',
            "",
          ].join("\r\n"),
        }
      : { text: "\r\n" };
  const files = await daysOf(serverOf({ token: "secret" }), ['bus,m=M"1 v', "bus s"], FROM + 2 * DAY);
  expect(files).toEqual([
    'time,tag,value\n1705276801000002,"bus,m=M""1 v",230.5\n1705280400000000,bus s,"a ""b"", c"\n',
    "time,tag,value\n",
  ]);
  expect(asked[0]?.request.url).toBe("/api/v2/query?org=acme");
  expect(asked[0]?.request.headers.authorization).toBe("Token secret");
  expect(JSON.parse(asked[0]?.body ?? "").query).toContain('r["m"] == "M\\"1"');
});

it("[PH8] 2.x lists its series for a first mapping", async () => {
  answer = () => ({
    text: ",result,table,_field,_measurement,hall\r\n,_result,0,v,bus bar,a\r\n,_result,1,w,bus bar,\r\n",
  });
  expect(await influxKeys(serverOf({}), new AbortController().signal)).toEqual(["bus\\ bar,hall=a v", "bus\\ bar w"]);
});

it("[PH8] a refusal, an answer of something else and an endless line are errors that hold no secret", async () => {
  const v1 = serverOf({ api: "v1", database: "d", user: "u", password: "hidden" });
  const refused = async (): Promise<string> =>
    await daysOf(v1, ["bus v"]).then(
      () => "done",
      (error: Error) => error.message,
    );
  answer = () => ({ status: 401, text: "no hidden access" });
  expect(await refused()).toMatch(/HTTP 401: no \*\*\* access/);
  answer = () => ({ text: '{"results":[{"statement_id":0,"error":"database not found"}]}\n' });
  expect(await refused()).toMatch(/refuses the question: database not found/);
  answer = () => ({ text: "<html>" });
  expect(await refused()).toMatch(/is this an InfluxDB 1.x/);
  answer = () => ({ text: "x".repeat(70 * 1024 * 1024) });
  expect(await refused()).toMatch(/longer than 64 MiB/);
});
