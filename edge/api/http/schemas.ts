import type { TObject, TProperties, TSchema } from "../../contracts/schema.ts";
import { Type } from "../../contracts/schema.ts";

/** An object that allows no other fields. Every schema of the API is one. */
export function closed<P extends TProperties>(
  properties: P,
  options: { description?: string; title?: string } = {},
): TObject<P> {
  return Type.Object(properties, { ...options, additionalProperties: false });
}

/** A field that is null where there is none. */
export const orNull = <T extends TSchema>(schema: T, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description });

/** The query of routes without one: they refuse fields that they would ignore. */
export const NoQuery = closed({});

export const Text = closed(
  { zh: Type.String(), en: Type.String() },
  { description: "The same text in Chinese and English." },
);

const Time = Type.String({
  description: "RFC 3339 in UTC with microseconds.",
  examples: ["2026-11-24T02:42:07.120000Z"],
});

export const MaybeTime = Type.Union([Time, Type.Null()]);

export const MaybeNumber = Type.Union([Type.Number(), Type.Null()]);

export const AssetUid = Type.String({
  description:
    "Immutable global identity of an asset: its `di:ProductInstanceUri`, else a UUIDv7. Never a place or a name.",
  examples: ["urn:example:lathe:1001"],
});

export const TagUid = Type.String({
  description:
    "`assetUid#component/signal`, or `assetUid#signal` where the asset itself is meant. In a URL, `#` is written " +
    "`%23`.",
  examples: ["urn:example:lathe:1001#spindle/bearing-temperature"],
});

/** An asset or a tag in a query. */
export const UidParam = Type.String({ minLength: 1, maxLength: 1024 });

/** How a query may write a time, for descriptions. */
export const TIME_FORMS = "RFC 3339, `now`, or a distance back from now: `-30s`, `-10m`, `-8h`, `-7d`.";

/** A time a query may give. */
export const TimeParam = Type.String({
  maxLength: 40,
  description: TIME_FORMS,
  examples: ["-10m", "2026-11-24T02:42:07Z"],
});
