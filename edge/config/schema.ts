import { type TSchema, Type } from "typebox";
import { floor, maps, routes, runs, zone } from "./floor-schema.ts";
import { clock, closed, metres, number, oneOf, PATH, PLANT_FILE, text, WORD, word } from "./schema-words.ts";

const KINDS = [
  ...[
    "lathe",
    "machining-centre",
    "robot",
    "cobot",
    "deburring",
    "washer",
    "dryer",
    "cmm",
    "vision",
    "leak-tester",
    "coating-booth",
    "oven",
    "conveyor",
    "press",
  ],
  ...[
    "tightening",
    "test-bench",
    "packing",
    "rack",
    "agv",
    "charger",
    "compressor",
    "chiller",
    "transformer",
    "switchboard",
    "meter",
  ],
  ...["scara", "tank", "furnace", "converter", "caster", "rolling-stand", "person", "box"],
];

const ROLES = [
  ...[
    "item-state",
    "operation-mode",
    "active-power",
    "energy-import",
    "parts-produced",
    "parts-good",
    "parts-scrapped",
    "program",
    "tool-life-used",
    "emergency-stop",
    "protective-stop",
  ],
  ...[
    "operational-mode",
    "gate-open",
    "presence",
    "human-distance",
    "robot-speed",
    "field-violation",
    "agv-x",
    "agv-y",
    "agv-theta",
    "agv-load",
    "agv-battery",
    "agv-node-states",
  ],
  ...[
    "agv-operating-mode",
    "joint-1",
    "joint-2",
    "joint-3",
    "joint-4",
    "joint-5",
    "joint-6",
    "axis-x",
    "axis-y",
    "axis-z",
    "spindle-speed",
    "door-open",
    "belt-speed",
    "pieces-on-board",
  ],
  ...["fill-level", "wear-factor", "person-x", "person-y"],
];

const medium = Type.Optional(
  oneOf(
    ["electricity", "water", "natural-gas", "compressed-air"],
    "What a meter measures: electricity, water, natural-gas or compressed-air.",
  ),
);

const size = Type.Object(
  {
    x: Type.Number({ exclusiveMinimum: 0, maximum: 1000, description: "Metres along the direction of the front." }),
    y: Type.Number({ exclusiveMinimum: 0, maximum: 1000, description: "Metres across." }),
    z: Type.Number({ exclusiveMinimum: 0, maximum: 1000, description: "Height in metres." }),
  },
  { ...closed, description: "Outer size in metres." },
);

const model = Type.Optional(
  Type.String({
    pattern: `${PLANT_FILE.slice(0, -1)}\\.(?:glb|urdf)$`,
    maxLength: 200,
    description: "File of the plant's folder that draws it instead of its kind: a glTF (.glb) or a URDF.",
  }),
);
const documents = Type.Optional(
  Type.Array(
    Type.Object(
      {
        name: text("Name on the screen."),
        file: Type.String({
          pattern: `^https?://\\S+$|${PLANT_FILE}`,
          maxLength: 500,
          description: "File of the plant's folder, or an address.",
        }),
      },
      closed,
    ),
    { maxItems: 50, description: "Manuals, drawings, procedures." },
  ),
);

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
  },
  { ...closed, description: "The site this edge stands in." },
);

const tag = Type.Object(
  {
    component: Type.String({
      default: "",
      pattern: `^(?:${WORD})?$`,
      maxLength: 64,
      description:
        "Part of the asset, such as spindle, in lower-case letters, digits and hyphens; empty for the asset itself.",
    }),
    signal: word(
      "What is measured, such as speed: lower-case letters, digits and hyphens. Part of the tag's identity: do not rename it lightly.",
    ),
    name: text("Name on the screen."),
    type: oneOf(
      ["number", "boolean", "enum", "text", "waveform"],
      "number, boolean, enum, text, or waveform for an array of more than 16 numbers. Never changes under one signal.",
    ),
    as: Type.Optional(
      oneOf(
        ["text"],
        "text: keeps every digit of 64-bit integers beyond 2^53. Makes another tag, <signal>-text of type text; without it such numbers are Uncertain.",
      ),
    ),
    unit: Type.Optional(
      Type.String({
        maxLength: 40,
        description: "UCUM code, such as Cel, /min or kW.h; 1 for a plain count or ratio.",
      }),
    ),
    range: Type.Optional(
      Type.Array(Type.Number(), {
        minItems: 2,
        maxItems: 2,
        description: "Lowest and highest value to be expected: [0, 4500].",
      }),
    ),
    limits: Type.Optional(
      Type.Object(
        {
          lowLow: Type.Optional(number("a number; an alarm below it")),
          low: Type.Optional(number("a number; a warning below it")),
          high: Type.Optional(number("a number; a warning above it")),
          highHigh: Type.Optional(number("a number; an alarm above it")),
        },
        { ...closed, description: "Limits in the tag's unit: lowLow < low < high < highHigh, as many as are wanted." },
      ),
    ),
    labels: Type.Optional(
      Type.Array(
        Type.Object(
          {
            value: Type.Integer({ description: "Code." }),
            zh: Type.String({ minLength: 1, description: "Chinese." }),
            en: Type.String({ minLength: 1, description: "English." }),
          },
          closed,
        ),
        {
          minItems: 1,
          maxItems: 256,
          description: "Texts of an enum's codes.",
        },
      ),
    ),
    role: Type.Optional(oneOf(ROLES, "Meaning by which KPIs, detectors and viewer find the tag.")),
    isStatic: Type.Boolean({
      default: false,
      description: "True for a value that is not expected to change while running, such as a serial number.",
    }),
    class: Type.Optional(
      oneOf(
        ["personal"],
        "personal: the value says something about a person, such as where they are. It is shown live and forgotten after a minute, unless personal.store says otherwise.",
      ),
    ),
    binding: Type.Object(
      {},
      {
        additionalProperties: true,
        description:
          "Where the source finds the value, relative to the asset's address. Keys depend on the source's kind; {name} is replaced by the asset's parameter.",
      },
    ),
  },
  closed,
);

const assetType = Type.Object(
  {
    kind: oneOf(KINDS, "How the viewer draws it, such as lathe; box for anything else."),
    size: Type.Optional(size),
    medium,
    model,
    documents,
    tags: Type.Array(tag, { default: [], maxItems: 10_000, description: "Tags every asset of the type has." }),
  },
  { ...closed, description: "What assets of one make have in common." },
);

const asset = Type.Object(
  {
    uid: Type.Optional(
      Type.String({
        pattern: '^[^\\s#"]{3,255}$',
        description: "Identity for ever: the machine's ProductInstanceUri, else a UUIDv7. No spaces, no #.",
      }),
    ),
    label: Type.String({
      minLength: 1,
      maxLength: 40,
      pattern: "^\\S(.*\\S)?$",
      description: "Short label on machine and screen, such as CNC-206. May change.",
    }),
    type: Type.String({ description: "Name of one of the types." }),
    name: text("Name on the screen."),
    path: Type.String({
      pattern: PATH,
      description: "Where it stands: enterprise/site/area/line/cell/unit in lower-case letters, digits and hyphens.",
    }),
    pose: Type.Optional(
      Type.Object(
        {
          x: metres("Metres east."),
          y: metres("Metres north."),
          z: Type.Number({ default: 0, minimum: -1000, maximum: 1000, description: "Metres above the floor." }),
          yawDeg: Type.Number({
            default: 0,
            minimum: -360,
            maximum: 360,
            description: "Degrees counterclockwise from east that the front faces.",
          }),
        },
        { ...closed, description: "Where the middle of the asset stands on the floor." },
      ),
    ),
    size: Type.Optional(size),
    source: Type.Optional(Type.String({ description: "Name of the source that reads its tags." })),
    address: Type.Optional(
      Type.Object(
        {},
        {
          additionalProperties: true,
          description: "Where the source finds the asset. Keys depend on the source's kind.",
        },
      ),
    ),
    parameters: Type.Record(
      Type.String({ pattern: "^[A-Za-z][A-Za-z0-9-]*$" }),
      Type.Union([Type.String(), Type.Number()]),
      {
        default: {},
        description: "Values for {name} in the bindings of the type.",
      },
    ),
    meters: Type.Optional(
      Type.String({ description: "For a meter: label of the asset whose consumption it measures." }),
    ),
    medium,
    model,
    documents,
    map: Type.Optional(
      Type.String({ description: "Id of the map that its positions are told in; plant coordinates where absent." }),
    ),
  },
  { ...closed, description: "A thing in the plant." },
);

/** A source or sink before its kind says more. */
const part = (what: string) =>
  Type.Object(
    {
      name: word(`Unique name of the ${what}: lower-case letters, digits and hyphens.`),
      kind: Type.String({ description: `Kind of ${what}.` }),
    },
    { additionalProperties: true, description: `One ${what}.` },
  );

/** Sections of other layers, checked apart by the schemas those layers give. */
export interface Sections {
  readonly historian: TSchema;
  readonly detectors: TSchema;
  readonly kpis: TSchema;
  readonly material: TSchema;
  readonly energy: TSchema;
  readonly api: TSchema;
  readonly notify: TSchema;
}

/** The whole config after all includes are joined. `sections` are `Type.Unknown()` where they are checked apart. */
export function plantSchema(sections: Sections) {
  return Type.Object(
    {
      gemba: Type.Literal(1, { description: "Version of the config's format: 1." }),
      include: Type.Optional(
        Type.Array(Type.String(), {
          description:
            "Files that belong to this one, relative to it; * stands for any characters of a file's name. Lists and maps are joined.",
        }),
      ),
      site,
      floor,
      simulated: Type.Boolean({
        default: false,
        description:
          "True when the plant is simulated: `gemba start` then runs the simulators, and every sample says so.",
      }),
      places: Type.Array(
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
      ),
      namespaces: Type.Record(Type.String({ pattern: "^[A-Za-z][A-Za-z0-9_-]*$" }), Type.String({ minLength: 1 }), {
        default: {},
        description: "Prefixes for OPC UA browse paths: mt: http://opcfoundation.org/UA/MachineTool/.",
      }),
      sources: Type.Array(part("source"), { default: [], description: "Where samples come from." }),
      sinks: Type.Array(part("sink"), { default: [], description: "Where samples go besides the embedded historian." }),
      types: Type.Record(Type.String({ pattern: `^${WORD}$` }), assetType, {
        default: {},
        description: "Asset types by name.",
      }),
      assets: Type.Array(asset, { default: [], description: "All assets." }),
      zones: Type.Array(zone, { default: [], description: "Areas, aisles, robot zones and stores." }),
      routes,
      maps,
      runs,
      personal: Type.Object(
        {
          store: Type.Optional(
            Type.Object(
              {
                purpose: Type.String({
                  minLength: 10,
                  maxLength: 1000,
                  description: "Why they are stored, as the people concerned were told.",
                }),
                days: Type.Number({
                  exclusiveMinimum: 0,
                  maximum: 3650,
                  description: "For how long at most. The historian must keep nothing longer.",
                }),
              },
              {
                ...closed,
                description:
                  "Stores samples of class personal like all others. Without it they are in the memory for a minute and nowhere else.",
              },
            ),
          ),
          evidenceDays: Type.Number({
            default: 30,
            minimum: 0,
            maximum: 3650,
            description:
              "For so many days it is kept, without names, where people near a safety alert were half a minute before and after it. 0 keeps nothing.",
          }),
        },
        { ...closed, default: {}, description: "Samples about people: tags with class: personal." },
      ),
      historian: sections.historian,
      detectors: sections.detectors,
      kpis: sections.kpis,
      material: sections.material,
      energy: sections.energy,
      api: sections.api,
      notify: sections.notify,
    },
    { ...closed, title: "Gemba plant", description: "A plant as the Gemba edge reads it." },
  );
}
