/** Schema of a whole plant's config. */
import { type TSchema, Type } from "../contracts/schema.ts";
import { asset, assetType } from "./asset-schema.ts";
import { components } from "./component-schema.ts";
import { floor, maps, routes, runs, zone } from "./floor-schema.ts";
import { clock, closed, text, WORD, word } from "./schema-words.ts";

const site = Type.Object(
  {
    enterprise: word(
      "Short name of the enterprise: lower-case letters, digits and hyphens. First level of every equipment path.",
    ),
    id: word("Short name of the site: lower-case letters, digits and hyphens. Second level of every equipment path."),
    name: text("Name of the site."),
    timeZone: Type.String({ description: "IANA time zone, such as Asia/Shanghai. Days and shifts follow it." }),
    currency: Type.String({ pattern: "^[A-Z]{3}$", description: "ISO 4217 code, such as CNY." }),
    shifts: Type.Array(
      Type.Object(
        {
          name: text("Name of the shift."),
          start: clock("Local time, HH:MM."),
          end: clock("Local time, HH:MM. An end at or before the start lies on the next day."),
        },
        closed,
      ),
      { default: [], maxItems: 24, description: "Shifts of a day." },
    ),
    location: Type.Optional(
      Type.Object(
        {
          latitude: Type.Number({ minimum: -90, maximum: 90, description: "Degrees, north positive (WGS 84)." }),
          longitude: Type.Number({ minimum: -180, maximum: 180, description: "Degrees, east positive (WGS 84)." }),
          place: Type.Optional(text("Name of the place, such as the town.")),
        },
        { ...closed, description: "Where the site is, for the map of all sites at a hub." },
      ),
    ),
  },
  { ...closed, description: "The site of this edge." },
);

/** Keys that every kind of source or sink has. */
const part = (what: string) =>
  Type.Object(
    {
      name: word(`Unique name of the ${what}: lower-case letters, digits and hyphens.`),
      kind: Type.String({ description: `Kind of ${what}.` }),
    },
    { additionalProperties: true, description: `One ${what}.` },
  );

const places = Type.Array(
  Type.Object(
    {
      path: Type.String({
        pattern: `^${WORD}(?:/${WORD}){0,6}$`,
        description: "Equipment path of a level, such as binjiang/bj1/machining.",
      }),
      name: text("Its name."),
    },
    closed,
  ),
  { default: [], description: "Names of areas, lines and cells." },
);

const personal = Type.Object(
  {
    store: Type.Optional(
      Type.Object(
        {
          purpose: Type.String({
            minLength: 10,
            maxLength: 1000,
            description: "Purpose of storing them, of which the people concerned are informed.",
          }),
          days: Type.Number({
            exclusiveMinimum: 0,
            maximum: 3650,
            description: "Maximum time. The historian must not keep data longer.",
          }),
        },
        {
          ...closed,
          description:
            "Stores samples of class personal like all others. Without it they are in the memory for a minute and " +
            "nowhere else.",
        },
      ),
    ),
    evidenceDays: Type.Number({
      default: 30,
      minimum: 0,
      maximum: 3650,
      description:
        "Number of days for which positions of people near a safety alert are kept, without names, from half a " +
        "minute before it to half a minute after it. 0 keeps nothing.",
    }),
  },
  { ...closed, default: {}, description: "Samples about people: tags with class: personal." },
);

/**
 * The whole config after all includes are joined. `sections`: schemas by name, `Type.Unknown()` where checked apart, as
 * `parts` of types may be.
 */
export function plantSchema(sections: Readonly<Record<string, TSchema>>, parts: TSchema = components) {
  return Type.Object(
    {
      gemba: Type.Literal(1, { description: "Version of the config's format: 1." }),
      include: Type.Optional(
        Type.Array(Type.String(), {
          description:
            "Files that belong to this one, relative to it; * stands for any characters of a file's name. " +
            "Lists and maps are joined.",
        }),
      ),
      site,
      floor,
      simulated: Type.Boolean({
        default: false,
        description:
          "True when the plant is simulated: `gemba start` then runs the simulators, and every sample says so.",
      }),
      places,
      namespaces: Type.Record(Type.String({ pattern: "^[A-Za-z][A-Za-z0-9_-]*$" }), Type.String({ minLength: 1 }), {
        default: {},
        description: "Prefixes for OPC UA browse paths: mt: http://opcfoundation.org/UA/MachineTool/.",
      }),
      sources: Type.Array(part("source"), { default: [], description: "Where samples come from." }),
      sinks: Type.Array(part("sink"), { default: [], description: "Where samples go besides the embedded historian." }),
      types: Type.Record(Type.String({ pattern: `^${WORD}$` }), assetType(parts), {
        default: {},
        description: "Asset types by name.",
      }),
      assets: Type.Array(asset, { default: [], description: "All assets." }),
      zones: Type.Array(zone, { default: [], description: "Areas, aisles, robot zones and stores." }),
      routes,
      maps,
      runs,
      personal,
      ...sections,
    },
    { ...closed, title: "Gemba plant", description: "A plant as the Gemba edge reads it." },
  );
}
