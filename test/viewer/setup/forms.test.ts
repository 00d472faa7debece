import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { ConfigEdit } from "../../../edge/contracts/plant/config-edit.ts";
import { edited, pathText, valueAt, withEdit } from "../../../twin-viewer/src/screens/setup/edit-values.ts";
import {
  fieldOf,
  type Schema,
  sectionSchema,
  startOf,
  variantOf,
} from "../../../twin-viewer/src/screens/setup/forms/schema.ts";
import { limitEdit, matching, tagRows } from "../../../twin-viewer/src/screens/setup/tags/tag-rows.ts";

const WHOLE = JSON.parse(readFileSync(new URL("../../../config/schema.json", import.meta.url), "utf8")) as object;

it("[CE12] every place of the config's schema has a field, so that a new section has a form without more code", () => {
  const unknown: string[] = [];
  let places = 0;
  const walk = (schema: Schema, path: string, depth: number): void => {
    if (depth > 12) return;
    places++;
    const field = fieldOf(schema);
    if (field.kind === "unknown") unknown.push(path);
    else if (field.kind === "list") walk(field.item, `${path}[]`, depth + 1);
    else if (field.kind === "record") walk(field.value, `${path}.*`, depth + 1);
    else if (field.kind === "tuple")
      for (const [i, item] of field.items.entries()) walk(item, `${path}[${i}]`, depth + 1);
    else if (field.kind === "variants")
      for (const [i, one] of field.variants.entries()) walk(one, `${path}|${i}`, depth + 1);
    else if (field.kind === "map")
      for (const [key, one] of Object.entries(field.properties)) walk(one, `${path}.${key}`, depth + 1);
    expect(() => startOf(schema)).not.toThrow();
  };
  for (const [name, schema] of Object.entries((WHOLE as { properties: Record<string, Schema> }).properties))
    walk(schema, name, 0);
  expect(places).toBeGreaterThan(800);
  expect(unknown).toEqual([]);
});

it("[CE12] secrets have a field of their own and no start value; a channel starts with what it needs", () => {
  const notify = sectionSchema(WHOLE, "notify") as Schema;
  const channels = fieldOf((notify.properties as Record<string, Schema>)["channels"] as Schema);
  if (channels.kind !== "list") throw new Error(channels.kind);
  const { properties = {} } = channels.item;
  expect(fieldOf(properties["secret"] as Schema).kind).toBe("secret");
  expect(fieldOf(properties["mail"]?.properties?.["password"] ?? {}).kind).toBe("secret");
  expect(startOf(channels.item)).toEqual({ id: "", kind: "email" });
});

it("[CE12] the variant of a value is found by its constants and keys", () => {
  const sources = fieldOf(sectionSchema(WHOLE, "sources") as Schema);
  if (sources.kind !== "list") throw new Error(sources.kind);
  const variants = fieldOf(sources.item);
  if (variants.kind !== "variants") throw new Error(variants.kind);
  const names = variants.variants.map(({ title }) => title);
  for (const kind of ["opcua", "modbus"]) expect(names[variantOf(variants.variants, { name: "x", kind })]).toBe(kind);
});

it("[CE12] edits apply to the values as the edge applies them; typing makes one edit", () => {
  const values = { a: [{ id: 1 }, { id: 2 }], b: { c: 1 } };
  const edits: ConfigEdit[] = [
    { kind: "insert", path: ["a", 1], value: { id: 9 } },
    { kind: "set", path: ["a", 1, "id"], value: 8 },
    { kind: "remove", path: ["b", "c"] },
    { kind: "set", path: ["d", "e"], value: true },
    { kind: "secret", path: ["d", "password"], value: "x" },
  ];
  expect(edits.reduce(edited, values)).toEqual({ a: [{ id: 1 }, { id: 8 }, { id: 2 }], b: {}, d: { e: true } });
  expect(values).toEqual({ a: [{ id: 1 }, { id: 2 }], b: { c: 1 } });
  const typed = ["1", "12", "123"].map((value): ConfigEdit => ({ kind: "set", path: ["b", "c"], value }));
  expect(typed.reduce(withEdit, edits)).toHaveLength(edits.length + 1);
  expect(valueAt(values, ["a", 1, "id"])).toBe(2);
  expect(pathText(["types", "a b", "tags", 3, "limits"])).toBe('types["a b"].tags[3].limits');
});

it("[CE13] the table has every number tag with its limits, filtered by all words; a limit is set and cleared", () => {
  const tag = (signal: string, limits?: object) => ({
    signal,
    component: "spindle",
    name: { zh: "转速", en: "Speed" },
    type: "number",
    unit: "/min",
    ...(limits === undefined ? {} : { limits }),
  });
  const values = {
    types: { lathe: { tags: [tag("speed", { high: 4000 }), { signal: "door", type: "boolean" }, tag("load")] } },
    assets: [{ type: "lathe" }, { type: "lathe" }, { type: "press" }],
  };
  const rows = tagRows(values);
  expect(rows.map(({ signal, assets, path }) => [signal, assets, path.join(".")])).toEqual([
    ["spindle/speed", 2, "types.lathe.tags.0.limits"],
    ["spindle/load", 2, "types.lathe.tags.2.limits"],
  ]);
  expect(matching(rows, "LATHE 转速 load", false)).toHaveLength(1);
  expect(matching(rows, "", true).map(({ signal }) => signal)).toEqual(["spindle/speed"]);
  const [speed] = rows;
  if (speed === undefined) throw new Error("no row");
  expect(limitEdit(speed, "low", 10)).toMatchObject({ kind: "set", value: { low: 10, high: 4000 } });
  expect(limitEdit(speed, "high", undefined)).toEqual({ kind: "remove", path: speed.path });
});
