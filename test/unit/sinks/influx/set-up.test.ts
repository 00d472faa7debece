import { createServer, type Server } from "node:http";
import { afterEach, expect, it } from "vitest";
import { type InfluxConfig, influxConfig } from "../../../../edge/sinks/influx/config.ts";
import { setUpInflux } from "../../../../edge/sinks/influx/set-up.ts";
import { withDefaults } from "../../../fakes/config/with-defaults.ts";

let server: Server | undefined;
let asked: string[] = [];

/** A server of the given version with configured answers, by method and path. */
async function serve(
  version: string,
  answers: Readonly<Record<string, readonly [status: number, body: unknown]>>,
): Promise<string> {
  asked = [];
  const running = createServer((request, response) => {
    let body = "";
    request.on("data", (text: Buffer) => {
      body += text.toString();
    });
    request.on("end", () => {
      const key = `${request.method} ${request.url?.split("?")[0]}`;
      if (key !== "GET /ping")
        asked.push(
          `${key} ${decodeURIComponent(request.url?.split("?")[1] ?? "")}` +
            decodeURIComponent(body.replaceAll("+", " ")),
        );
      const [status, answer] = key === "GET /ping" ? [204, undefined] : (answers[key] ?? [404, {}]);
      response
        .writeHead(status, { "x-influxdb-version": version })
        .end(answer === undefined ? undefined : JSON.stringify(answer));
    });
  });
  server = running;
  await new Promise<void>((resolve) => running.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(running.address() as { port: number }).port}`;
}

function setUp(config: Partial<InfluxConfig>): Promise<string> {
  return setUpInflux(
    withDefaults(influxConfig, { bucket: "plant", org: "us", ...config }) as InfluxConfig,
    AbortSignal.timeout(5000),
  );
}

afterEach(async () => {
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
});

it("1.x: creates the database by InfluxQL, its name quoted", async () => {
  const url = await serve("1.6.7", { "POST /query": [200, { results: [{}] }] });
  await expect(setUp({ url, api: "v1", database: 'a "b"; DROP DATABASE c' })).resolves.toContain("is there");
  expect(asked).toEqual(['POST /query q=CREATE DATABASE "a \\"b\\"; DROP DATABASE c"']);
});

it("1.8 by the v2 API: takes the database from the bucket, and names a missing retention policy", async () => {
  const url = await serve("1.8.10", {
    "POST /query": [200, { results: [{}] }],
    "GET /query": [200, { results: [{ series: [{ values: [["autogen"]] }] }] }],
  });
  await expect(setUp({ url, bucket: "plant/autogen" })).resolves.toContain("database plant is there");
  await expect(setUp({ url, bucket: "plant/year" })).rejects.toMatchObject({
    message: expect.stringContaining('CREATE RETENTION POLICY "year" ON "plant"'),
  });
});

it("2.x: creates the bucket in its organization, once", async () => {
  const orgs = [200, { orgs: [{ id: "0e" }] }] as const;
  const url = await serve("v2.7.12", { "GET /api/v2/orgs": orgs, "POST /api/v2/buckets": [201, {}] });
  await expect(setUp({ url })).resolves.toContain("bucket plant created");
  expect(asked.at(-1)).toBe('POST /api/v2/buckets {"orgID":"0e","name":"plant","retentionRules":[]}');
  server?.close();
  const again = await serve("v2.7.12", { "GET /api/v2/orgs": orgs, "GET /api/v2/buckets": [200, { buckets: [{}] }] });
  await expect(setUp({ url: again })).resolves.toContain("bucket plant is there");
  expect(asked.filter((line) => line.startsWith("POST"))).toEqual([]);
});

it("3 Core: creates the database; an existing one is not an error", async () => {
  const url = await serve("3.2.0", { "POST /api/v3/configure/database": [409, { error: "exists" }] });
  await expect(setUp({ url })).resolves.toContain("database plant is there");
});

it("names what is missing: rights, organization, the server itself", async () => {
  const url = await serve("v2.7.12", { "GET /api/v2/orgs": [401, { message: "unauthorized" }] });
  await expect(setUp({ url })).rejects.toMatchObject({
    code: "bad-config",
    message: expect.stringContaining("may create databases"),
  });
  await expect(setUp({ url: "http://127.0.0.1:1" })).rejects.toMatchObject({
    code: "connect-failed",
    message: expect.stringContaining("cannot reach http://127.0.0.1:1"),
  });
  await expect(setUp({ url, server: "victoria-metrics" })).resolves.toContain("nothing to do");
});

it("[PA11] an answer that is too long is not read to its end", async () => {
  const answer = { note: "x".repeat(2 * 1024 * 1024) };
  const url = await serve("3.2.0", { "POST /api/v3/configure/database": [200, answer] });
  await expect(setUp({ url })).rejects.toThrow("did not answer with JSON");
});

it("[S20] a server that repeats the request brings no credentials into the error", async () => {
  const echo = createServer((request, response) =>
    response.writeHead(401, { "x-influxdb-version": "2.7.12" }).end(JSON.stringify(request.headers)),
  );
  server = echo;
  await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(echo.address() as { port: number }).port}`;
  for (const config of [{ token: "t0ken" }, { api: "v1", database: "d", user: "u", password: "t0ken" }] as const) {
    const error: Error = await setUp({ url, ...config }).then(expect.fail, (reason) => reason);
    expect(error.message).toContain("***");
    expect(error.message).not.toMatch(/t0ken|dTp0MGtlbg/);
  }
});
