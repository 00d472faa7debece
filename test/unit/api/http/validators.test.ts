import { Ajv } from "ajv";
import { expect, it, vi } from "vitest";
import { compiled, validatorOf } from "../../../../edge/api/http/validators.ts";
import { buildApi } from "../../../../edge/api/server.ts";
import { fakeEdge } from "../../../fakes/api/deps.ts";

const PARTS = ["params", "querystring", "headers", "body"] as const;

it("[PA7] the schema of a route is compiled for its first request and kept", () => {
  const compile = vi.spyOn(Ajv.prototype, "compile");
  const schema = { type: "object", properties: { n: { type: "integer", default: 3 } }, additionalProperties: false };
  const validator = validatorOf({ schema: schema as never, method: "GET", url: "/", httpPart: "querystring" });
  expect(compile).not.toHaveBeenCalled();
  const query = {};
  expect([validator(query), query]).toEqual([true, { n: 3 }]);
  expect(validator({ n: "1" })).toBe(false);
  expect(validator.errors).toMatchObject([{ instancePath: "/n", keyword: "type" }]);
  expect(validator({ m: 1 })).toBe(false);
  expect(compile).toHaveBeenCalledOnce();
});

it("the schemas of every route can be compiled", async () => {
  const app = buildApi(fakeEdge().deps);
  const schemas: object[] = [];
  app.addHook("onRoute", ({ schema = {} }) => {
    for (const part of PARTS) if (schema[part] !== undefined) schemas.push(schema[part] as object);
  });
  await app.ready();
  expect(schemas.length).toBeGreaterThan(60);
  for (const schema of schemas) expect(() => compiled(schema), JSON.stringify(schema)).not.toThrow();
  await app.close();
});
