/** The layer rules of ARCHITECTURE.md, as a tool. */

const layer = (name, ...mayUse) => ({
  name: `${name.replace("/", "-")}-layer`,
  comment: `edge/${name} uses only itself${mayUse.map((n) => `, edge/${n}`).join("")}; runtime.ts joins the layers`,
  severity: "error",
  from: { path: `^edge/${name}/` },
  to: {
    path: "^edge/",
    pathNot: [`^edge/${name}/`, ...mayUse.map((n) => (n.endsWith(".ts") ? `^edge/${n}$` : `^edge/${n}/`))],
  },
});

/** `what` may be imported only below the folders `where`. */
const only = (name, what, ...where) => ({
  name,
  comment: `${what} is imported only in ${where.join(", ")}`,
  severity: "error",
  from: { path: "^(edge|twin-viewer|simulators)/", pathNot: where.map((folder) => `^${folder}/`) },
  to: { path: `node_modules/(${what})(/|$)` },
});

const SHARED = ["contracts", "batch", "observe"];

/** A folder of the simulators or of the viewer uses only itself and these. */
const inside = (root, name, ...mayUse) => ({
  name: `${root.replace("/src", "")}-${name}-layer`,
  comment: `${root}/${name} uses only itself${mayUse.map((n) => `, ${root}/${n}`).join("")}`,
  severity: "error",
  from: { path: `^${root}/${name}/` },
  to: {
    path: `^${root}/`,
    pathNot: [name, ...mayUse].map((n) => (/\.tsx?$/.test(n) ? `^${root}/${n}$` : `^${root}/${n}/`)),
  },
});
const simulators = (name, ...mayUse) => inside("simulators", name, ...mayUse);
const viewer = (name, ...mayUse) => inside("twin-viewer/src", name, ...mayUse);

/** What `compose` puts together. */
const PARTS = [
  "access",
  "alerts",
  "api",
  "audit",
  "config",
  "detect",
  "historian",
  "model",
  "notify",
  "pipeline",
  "privacy",
  "production",
  "sinks",
  "sources",
  "store",
  "tls",
];

export default {
  forbidden: [
    layer("contracts"),
    layer("batch", "contracts"),
    layer("observe", "contracts"),
    layer("store", "contracts"),
    // The schema for editors is that of all plugins together, so its writer reads their list.
    layer("config", ...SHARED, "store", "plugins.ts"),
    layer("sources", ...SHARED, "store"),
    layer("sinks", ...SHARED, "store"),
    layer("historian", ...SHARED, "store"),
    layer("model", ...SHARED, "store"),
    layer("pipeline", ...SHARED, "store"),
    layer("privacy", ...SHARED, "store"),
    layer("detect", ...SHARED, "store"),
    layer("alerts", ...SHARED, "detect", "model", "store"),
    layer("energy", ...SHARED, "store"),
    // Pure arithmetic on columns.
    layer("health"),
    layer("production", ...SHARED, "energy", "historian/follow", "model", "store"),
    layer("production/state", ...SHARED, "store"),
    layer("production/material", ...SHARED, "store"),
    layer("audit", ...SHARED, "store"),
    layer("access", ...SHARED, "store"),
    layer("notify", ...SHARED, "store"),
    layer("tls", ...SHARED, "store"),
    layer("api", ...SHARED, "store"),
    layer("compose", ...SHARED, ...PARTS, "plugins.ts"),
    layer(
      "evaluation",
      ...SHARED,
      "alerts",
      "compose",
      "detect",
      "health",
      "historian",
      "model",
      "pipeline",
      "plugins.ts",
      "store",
    ),
    layer("cli", ...SHARED, ...PARTS, "compose", "evaluation", "plugins.ts", "runtime.ts"),
    layer("cli/demo/broker"),
    simulators("kernel"),
    simulators("scenario", "kernel", "plants"),
    simulators("plants", "kernel", "scenario"),
    simulators("meters", "kernel", "plants", "speak/mqtt", "clocks.ts", "counter-bases.ts"),
    simulators("speak", "kernel", "plants", "meters", "clocks.ts", "counter-bases.ts", "wire.ts"),
    simulators("headless", "kernel", "plants", "scenario", "speak/opcua", "last-words.ts", "usage.ts"),
    simulators("scale", "last-words.ts", "usage.ts"),
    viewer("i18n"),
    viewer("data", "i18n"),
    viewer("charts", "data", "i18n"),
    viewer("scene", "data"),
    viewer("timeline", "data", "i18n"),
    viewer("panels", "charts", "data", "i18n", "scene", "timeline"),
    viewer("screens", "charts", "data", "i18n", "panels", "scene"),
    viewer("frame", "data", "i18n", "panels", "screens"),
    viewer("phone", "charts", "data", "i18n", "panels", "style", "preferences.ts"),
    viewer("labels", "data", "i18n", "style", "preferences.ts"),
    viewer("record", "data", "i18n", "style", "preferences.ts"),
    {
      name: "connectors-are-islands",
      comment: "one connector never imports another",
      severity: "error",
      from: { path: "^edge/(sources|sinks)/([^/]+)/" },
      to: { path: "^edge/(sources|sinks)/([^/]+)/", pathNot: "^edge/$1/$2/" },
    },
    {
      name: "core-knows-no-protocol",
      comment: "what a kind of source offers is a capability of its plugin; only plugins.ts imports connectors",
      severity: "error",
      from: {
        path: "^edge/",
        pathNot: ["^edge/plugins.ts$", "^edge/sources/"],
      },
      to: { path: "^edge/sources/" },
    },
    {
      name: "simulators-know-no-edge",
      comment: "a simulator that shared the decoder would hide its bugs",
      severity: "error",
      from: { path: "^simulators/" },
      to: { path: "^(edge|twin-viewer)/" },
    },
    {
      name: "edge-knows-no-simulator",
      comment: "the edge reads protocols, never the simulator",
      severity: "error",
      from: { path: "^edge/" },
      to: { path: "^(simulators|twin-viewer)/" },
    },
    {
      name: "viewer-uses-contracts",
      comment: "the viewer shares the contracts and the wire codec, nothing else",
      severity: "error",
      from: { path: "^twin-viewer/" },
      to: { path: "^edge/", pathNot: "^edge/(contracts|batch)/" },
    },
    {
      name: "contracts-run-anywhere",
      comment: "contracts and batch also run in the browser",
      severity: "error",
      from: { path: "^edge/(contracts|batch)/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "protocols-are-islands",
      comment: "one protocol of the simulators never imports another",
      severity: "error",
      from: { path: "^simulators/speak/([^/]+)/" },
      to: { path: "^simulators/speak/([^/]+)/", pathNot: "^simulators/speak/$1/" },
    },
    {
      name: "no-cycles",
      comment: "a cycle is two subjects that are one, also where only types go round",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "api-services-are-plain",
      comment: "services of the API know no HTTP: another surface calls them with the same permission check",
      severity: "error",
      from: { path: "^edge/api/(services/|permissions\\.ts$)" },
      to: {
        path: "^edge/api/|node_modules/(fastify|@fastify|typebox)(/|$)",
        pathNot: "^edge/api/(services/|permissions\\.ts$)",
      },
    },
    only("opcua-in-its-place", "node-opcua[^/]*", "edge/sources/opcua", "simulators"),
    only("mqtt-in-its-place", "mqtt", "edge/sources/mqtt", "simulators"),
    only("jsonata-in-its-place", "jsonata", "edge/sources/mqtt"),
    only("modbus-in-its-place", "modbus-serial", "edge/sources/modbus", "simulators/speak/modbus"),
    only("aedes-in-its-place", "aedes", "edge/cli/demo/broker"),
    only("fastify-in-its-place", "fastify|@fastify", "edge/api"),
    only("oidc-in-its-place", "openid-client", "edge/access"),
    only("x509-in-its-place", "@peculiar", "edge/tls"),
    only("mail-in-its-place", "nodemailer", "edge/notify"),
    only("duckdb-in-its-place", "@duckdb", "edge/historian"),
    only("influx-in-its-place", "@influxdata", "edge/sinks/influx"),
    only("three-in-its-place", "three|preact|uplot|camera-controls", "twin-viewer"),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
    },
  },
};
