import { afterAll, beforeAll, expect, it } from "vitest";
import { permissionsOf } from "../../../../edge/api/permissions.ts";
import { buildApi } from "../../../../edge/api/server.ts";
import { fakeEdge } from "../../../fakes/api/deps.ts";

type Json = { readonly [name: string]: unknown };
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly security: readonly Json[];
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Json }>>;
}
interface Described {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

const app = buildApi(fakeEdge().deps);
let document: Json & {
  readonly tags: readonly { name: string }[];
  readonly components: { securitySchemes: Json; schemas: Json };
};
let operations: readonly Described[];

beforeAll(async () => {
  await app.ready();
  document = app.swagger() as never;
  operations = Object.entries(document["paths"] as Record<string, Record<string, Operation>>).flatMap(([path, of]) =>
    Object.entries(of).map(([method, operation]) => ({ method, path, operation })),
  );
});

afterAll(async () => await app.close());

/** Every object within a tree. */
function* objectsIn(node: unknown): Generator<Json> {
  if (typeof node !== "object" || node === null) return;
  if (!Array.isArray(node)) yield node as Json;
  for (const child of Object.values(node)) yield* objectsIn(child);
}

it("every operation has a unique name, a summary, a description, a known tag and problem details", () => {
  expect(operations.length).toBeGreaterThan(60);
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(["getAssets", "getAsset", "postAlertAcknowledge", "getAlertPositions"]));
  const known = document.tags.map(({ name }) => name);
  for (const { path, operation } of operations) {
    expect(operation.operationId, path).toMatch(/^[a-z]+[A-Za-z]*$/);
    expect(operation.summary, path).toBeTruthy();
    expect(operation.description, path).toBeTruthy();
    expect(known, path).toEqual(expect.arrayContaining([...operation.tags]));
    const { content } = operation.responses["429"] as { content: Json };
    expect(content, path).toEqual({ "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } });
    for (const { description } of Object.values(operation.responses)) expect(description).not.toBe("Default Response");
  }
});

it("[U11] the security of an operation matches the table of permissions", () => {
  expect(Object.keys(document.components.securitySchemes).sort()).toEqual(["session", "token"]);
  const securityOf = (method: string, path: string) =>
    operations
      .find((one) => one.method === method && one.path === path)
      ?.operation.security.map((one) => Object.keys(one));
  expect(securityOf("post", "/api/v1/session")).toEqual([]);
  expect(securityOf("get", "/api/v1/trends")).toEqual([["session"], ["token"]]);
  expect(securityOf("post", "/api/v1/users")).toEqual([["session"]]);
  expect(securityOf("get", "/api/v1/health")).toEqual([["session"], ["token"], []]);
  for (const { method, path, operation } of operations) {
    const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (path.includes("plant-files") ? "*" : `:${name}`));
    const permissions = permissionsOf(method.toUpperCase(), url);
    expect(permissions, `${method} ${path}`).toBeDefined();
    expect(operation.security.length === 0, path).toBe(permissions?.every((one) => one === "open"));
  }
});

it("tuples are prefixItems, no path has a wildcard, and each answer has its media type", () => {
  for (const one of objectsIn(document)) {
    if ("items" in one) expect(Array.isArray(one["items"])).toBe(false);
    expect(one).not.toHaveProperty("additionalItems");
  }
  const range = [...objectsIn(document)].find((one) => "prefixItems" in one);
  expect(range).toMatchObject({
    type: "array",
    prefixItems: [{ type: "number" }, { type: "number" }],
    items: { type: "number" },
    maxItems: 2,
  });
  for (const { path } of operations) expect(path).not.toContain("*");
  const mediaOf = (path: string) =>
    Object.keys(operations.find((one) => one.path === path)?.operation.responses["200"]?.content ?? {});
  expect(mediaOf("/metrics")).toEqual(["text/plain"]);
  expect(mediaOf("/api/v1/journal/export")).toEqual(["text/csv"]);
  expect(mediaOf("/api/v1/plant-files/{path}")).toEqual(["application/octet-stream"]);
});
