/** All mistakes of a config are reported at once, each with file, line, path and remedy. */
import { expect, it } from "vitest";
import { GOOD_PLANT, SITE, SOURCES, TYPES } from "../../fakes/config/plant-folder.ts";
import { problemsOf } from "../../fakes/config/problems-of.ts";

const NAME = "name: { zh: 车床, en: Lathe }";
const PLACE = "path: acme/one/turning/l-2, pose: { x: 60, y: 1 }";
const BINDING = 'binding: { channel: "S/{spindle}" }';
const LIMITS = "limits: { high: 5, highHigh: 4 }";

it("all mistakes are reported at once, with file, line, path and remedy", async () => {
  const problems = await problemsOf({
    "gemba.yaml": "gemba: 1\ninclude: [site.yaml, parts.yaml, assets.yaml]\nsimulatd: true\n",
    "site.yaml": SITE.replace("Europe/Berlin", "Europe/Berln").replace('end: "14:00"', 'end: "23:00"'),
    "parts.yaml": `sources:
  - { name: line, kind: wird, endpoint: x }
  - { name: air, kind: radio }
  - { name: wire, kind: wired, endpoint: x, pollMs: 3 }
types:
  lathe:
    kind: lath
    tags:
      - { signal: speed, name: { zh: 速, en: Speed }, type: number, unit: rpm, ${LIMITS}, ${BINDING} }
      - { signal: speed, name: { zh: 速, en: Speed }, type: number, unit: "m s", binding: { channel: "mt:S" } }
      - { signal: state, name: { zh: 态, en: State }, type: enum, binding: { chanel: X } }
`,
    "assets.yaml": `assets:
  - { label: L-1, type: lathe, ${NAME}, path: acme/two/turning/l-1, source: wire, address: { rack: 5 } }
  - { uid: a-b-c, label: L-1, type: lath, name: { zh: 车床 }, ${PLACE}, source: lines, meters: L-9 }
  - uid: a-b-c
    label: L-3
    type: lathe
    name: { zh: 车床, en: Lathe }
    path: acme/one/turning/l-2
    parameters: { spindle: 1, spindel: 2 }
`,
  });
  const expected = [
    /^plant\/assets\.yaml:2 assets\[0\]\.uid: the asset has no uid — .*`uid: [0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{18,}`/,
    /^plant\/assets\.yaml:2 assets\[0\]\.path: .*"acme\/two\/turning\/l-1" is not under the site — begin it with acme/,
    /^plant\/assets\.yaml:2 assets\[0\]\.address\.rack: 5 is not text/,
    /^plant\/assets\.yaml:2 assets\[0\]\.parameters: the parameter \{spindle\} of type lathe has no value/,
    /^plant\/assets\.yaml:3 assets\[1\]\.label: the label "L-1" is given already in plant\/assets\.yaml:2/,
    /^plant\/assets\.yaml:3 assets\[1\]\.type: there is no type "lath" — did you mean "lathe"\?/,
    /^plant\/assets\.yaml:3 assets\[1\]\.name\.en: "en" is missing/,
    /^plant\/assets\.yaml:3 assets\[1\]\.pose: \(60, 1\) lies outside of the floor/,
    /^plant\/assets\.yaml:3 assets\[1\]\.source: there is no source "lines" — did you mean "line"\?/,
    /^plant\/assets\.yaml:3 assets\[1\]\.meters: there is no asset "L-9"/,
    /^plant\/assets\.yaml:4 assets\[2\]\.uid: the uid "a-b-c" is given already/,
    /^plant\/assets\.yaml:4 assets\[2\]\.source: the type lathe has tags, but the asset names no source/,
    /^plant\/assets\.yaml:8 assets\[2\]\.path: the path "acme\/one\/turning\/l-2" is given already/,
    /^plant\/assets\.yaml:9 assets\[2\]\.parameters\.spindel: .* — did you mean "spindle"\?/,
    /^plant\/gemba\.yaml:3 simulatd: unknown key "simulatd" — did you mean "simulated"\?/,
    /^plant\/parts\.yaml:2 sources\[0\]\.kind: there is no kind of source called "wird" — did you mean "wired"\?/,
    /^plant\/parts\.yaml:3 sources\[1\]\.url: "url" is missing/,
    /^plant\/parts\.yaml:4 sources\[2\]\.pollMs: 3 must be >= 10/,
    /^plant\/parts\.yaml:7 types\.lathe\.kind: there is no kind "lath" — did you mean "lathe"\?/,
    /^plant\/parts\.yaml:9 types\.lathe\.tags\[0\]\.unit: "rpm" .* — write "\/min"/,
    /^plant\/parts\.yaml:9 types\.lathe\.tags\[0\]\.limits\.highHigh: the limit highHigh \(4\) is not above high \(5\)/,
    /^plant\/parts\.yaml:10 types\.lathe\.tags\[1\]\.signal: the tag speed is there already as tags\[0\]/,
    /^plant\/parts\.yaml:10 types\.lathe\.tags\[1\]\.unit: "m s" is no UCUM code/,
    /^plant\/parts\.yaml:10 types\.lathe\.tags\[1\]\.binding: the binding does not fit .* — add the prefix mt /,
    /^plant\/parts\.yaml:11 types\.lathe\.tags\[2\]\.labels: the enum state has no labels/,
    /^plant\/parts\.yaml:11 types\.lathe\.tags\[2\]\.binding\.chanel: unknown key "chanel" .* — did you mean/,
    /^plant\/site\.yaml:6 site\.timeZone: "Europe\/Berln" is no IANA time zone — did you mean "Europe\/Berlin"\?/,
    /^plant\/site\.yaml:10 site\.shifts\[1\]: the shift overlaps with shifts\[0\]/,
  ];
  for (const pattern of expected) expect(problems).toContainEqual(expect.stringMatching(pattern));
  // "channel" is missing because "chanel" was written: the only listed problem that follows from another mistake.
  expect(problems.filter((problem) => !expected.some((pattern) => pattern.test(problem)))).toEqual([
    expect.stringMatching(/parts\.yaml:11 .*binding\.channel: "channel" is missing/),
  ]);
});

it.each([
  [
    "zones",
    "zones: [{ id: a, name: { zh: 区, en: A }, kind: robot-zone, polygon: [[0, 0], [1, 0], [99, 1]] }]",
    [/zones\[0\]\.safeguard: a robot-zone must say/, /polygon\[2\]: \(99, 1\) lies outside/],
  ],
  [
    "routes",
    "routes: { nodes: [{ id: N1, x: 1, y: 1 }], edges: [{ id: E1, from: N1, to: N2 }, { id: E1, from: N1, to: N1 }] }",
    [/edges\[0\]\.to: there is no node "N2" — did you mean "N1"/, /edges\[1\]\.id: the id "E1" is given already/],
  ],
  [
    "places",
    "places: [{ path: acme/two, name: { zh: 二, en: Two } }]",
    [/places\[0\]\.path: the place "acme\/two" is not under the site/],
  ],
  [
    "sinks",
    "sinks: [{ name: out, kind: drane, url: x }, { name: out, kind: drain }]",
    [
      /sinks\[0\]\.kind: .*did you mean "drain"/,
      /sinks\[1\]\.name: the name "out" is given already/,
      /sinks\[1\]\.url: "url" is missing/,
    ],
  ],
  [
    "sections",
    "historian: { retentionHours: ten }\ndetectors: { aftrS: 3 }",
    [
      /historian\.retentionHours: "ten" is not a whole number/,
      /detectors\.aftrS: unknown key "aftrS" — did you mean "afterS"/,
    ],
  ],
  [
    "a choice",
    "types: { t: { kind: box, tags: [{ signal: s, name: { zh: 值, en: S }, type: text, " +
      "binding: { topic: stat } }] } }\n" +
      "assets: [{ uid: abc, label: B, type: t, name: { zh: 箱, en: Box }, path: acme/one/b/b-1, source: air }]",
    [/binding\.topic: "stat" is not allowed here .*did you mean "state"/],
  ],
])("mistakes in %s are named", async (_, text, patterns) => {
  const assets = text.includes("assets:")
    ? { "gemba.yaml": "gemba: 1\ninclude: [site.yaml, sources.yaml, more.yaml]\n" }
    : {};
  const problems = await problemsOf({
    ...GOOD_PLANT,
    "gemba.yaml": "gemba: 1\ninclude: [site.yaml, sources.yaml, types/*.yaml, assets.yaml, more.yaml]\n",
    "more.yaml": text,
    ...assets,
  });
  for (const pattern of patterns) expect(problems).toContainEqual(expect.stringMatching(pattern));
  expect(problems).toHaveLength(patterns.length);
});

it("the same key in two files is named with both places", async () => {
  const problems = await problemsOf({ ...GOOD_PLANT, "types/more.yaml": `${TYPES}\nfloor: { width: 1, depth: 1 }\n` });
  expect(problems).toEqual([
    expect.stringMatching(
      /^plant\/types\/more\.yaml:3 types\.lathe: "lathe" is given already in plant\/types\/lathe\.yaml:3/,
    ),
    expect.stringMatching(/^plant\/types\/more\.yaml:10 floor\.\w+: "width" is given already in plant\/site\.yaml:11/),
    expect.stringMatching(/^plant\/types\/more\.yaml:10 floor\.\w+: "depth" is given already/),
  ]);
});

it("a plain time offset is not a time zone [T5]", async () => {
  expect(await problemsOf({ ...GOOD_PLANT, "site.yaml": SITE.replace("Europe/Berlin", '"+01:00"') })).toEqual([
    expect.stringMatching(/site\.timeZone: "\+01:00" is no IANA time zone/),
  ]);
});

it("a folder without gemba.yaml, and a missing file, are named", async () => {
  expect(await problemsOf({ "other.yaml": "" })).toContainEqual(
    expect.stringMatching(/^plant\/gemba\.yaml:1 : cannot read .*gemba\.yaml \(ENOENT\)/),
  );
  const problems = await problemsOf({
    ...GOOD_PLANT,
    "gemba.yaml":
      "gemba: 1\ninclude:\n  - site.yaml\n  - gone.yaml\n  - nothing/*.yaml\n  - sources.yaml\n  - assets.yaml\n",
  });
  expect(problems).toEqual(
    [
      expect.stringMatching(/^plant\/gemba\.yaml:4 include\[1\]: cannot read .*gone\.yaml \(ENOENT\)/),
      expect.stringMatching(/^plant\/gemba\.yaml:5 include\[2\]: no file matches/),
      // It does not report unknown types, because they may be in the missing file.
    ].concat(problems.slice(2)),
  );
  expect(problems.join("\n")).not.toContain("there is no type");
});

it("an unset variable is named, without a guess", async () => {
  const problems = await problemsOf({
    ...GOOD_PLANT,
    "sources.yaml": SOURCES.replace("wired://10.0.0.1", `\${env:NOT_SET}`).replace("radio://10.0.0.2", `\${evn:X}`),
  });
  expect(problems).toEqual([
    expect.stringMatching(/sources\.yaml:3 .*NOT_SET is not set — set it, or give a default/),
    expect.stringMatching(/sources\.yaml:4 .*is no known reference/),
  ]);
});
