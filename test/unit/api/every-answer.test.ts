import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { createLog } from "../../../edge/observe/log.ts";
import { NOW_US } from "../../fakes/api/deps.ts";
import { batchOf } from "../../fakes/source/tags.ts";
import { expectProblem, servedEdge, TEMPERATURE } from "./served-edge.ts";

const { start, get } = servedEdge();

describe("every answer", () => {
  it("follows the schema in the description of the API", async () => {
    const { twin } = start();
    twin.apply(
      batchOf([
        { ref: 0, time: NOW_US, value: 1 },
        { ref: 3, time: NOW_US, text: "O1" },
      ]),
    );
    const document = (await get("/api/docs/json")).json<{
      paths: Record<string, { get: { responses: Record<string, { content?: Record<string, { schema: object }> }> } }>;
    }>();
    for (const path of ["health", "assets", "tags", "samples/latest", "trends", "alerts", "plant", "kpis"]) {
      const schema = document.paths[`/api/v1/${path}`]?.get.responses["200"]?.content?.["application/json"]?.schema;
      expect(schema, path).toBeDefined();
      const body = (await get(`/api/v1/${path}${path === "trends" ? `?tag=${TEMPERATURE}` : ""}`)).json<unknown>();
      const check = new Ajv({ strict: false, allErrors: true }).compile(schema as object);
      check(body);
      expect(check.errors, path).toBeNull();
    }
  });

  it("[S19] never carries stack, path or cause of an internal error; the log has them by correlation id", async () => {
    const lines: string[] = [];
    start({
      log: createLog({ level: "error", destination: { write: (line) => void lines.push(line) } }),
      kpis: {
        now: () => [],
        fresh: () => {
          throw new Error("/var/lib/gemba/secret.db is locked");
        },
      },
    });
    const response = await get("/api/v1/kpis");
    const { correlationId } = expectProblem(response, 500, "internal");
    expect(response.body).not.toMatch(/secret|\/var|at .*:\d+/);
    expect(lines.join("")).toContain(correlationId);
    expect(lines.join("")).toContain("secret.db is locked");
  });

  it("updates the counters for Prometheus", async () => {
    const { deps } = start();
    deps.counters.counter("gemba_test_total", "A test.", { source: 'a"b' }).add(3);
    const response = await get("/metrics");
    expect(response.headers["content-type"]).toMatch(/^text\/plain/);
    expect(response.body).toContain('gemba_test_total{source="a\\"b"} 3');
  });
});
