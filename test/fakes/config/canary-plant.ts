/** A plant with a secret wherever a config takes one, for the test that none of them leaves the edge. */
/** In every secret, and nowhere else. */
export const CANARY = "c4n4ry";
export const SECRETS = [
  "MQTT_PASSWORD",
  "OPCUA_PASSWORD",
  "INFLUX_TOKEN",
  "INFLUX_PASSWORD",
  "MAIL_PASSWORD",
  "HOOK_PATH",
  "HOOK_SECRET",
  "WORK_PATH",
  "WORK_SECRET",
  "FORECAST_PATH",
  "FORECAST_SECRET",
  "UNS_PASSWORD",
  "PAST_PASSWORD",
  "PAST_TOKEN",
  "ROBOT_KEY",
  "OIDC_SECRET",
  "ZONE_NAME",
];
export const secretOf = (name: string): string => `${CANARY}-${name.toLowerCase()}`;
/** The secrets are only in the environment. */
export const CANARY_ENV = {
  PATH: process.env["PATH"],
  ...Object.fromEntries(SECRETS.map((name) => [name, secretOf(name)])),
  GEMBA_INFLUX_PASSWORD: secretOf("PAST_PASSWORD"),
  GEMBA_INFLUX_TOKEN: secretOf("PAST_TOKEN"),
};
/** As the header of `Basic` has them, with each user of the plant and of the mapping. */
export const ENCODED = SECRETS.flatMap((name) =>
  ["edge", "u"].map((user) => Buffer.from(`${user}:${secretOf(name)}`).toString("base64")),
);

export const canaryPlant = (url: string, broker: string): string => `gemba: 1
include: [site.yaml]
sources:
  - name: broker
    kind: mqtt-json
    url: "${broker}"
    user: edge
    password: "\${env:MQTT_PASSWORD}"
    expectEveryMs: 200
  - name: line
    kind: opcua
    endpoint: "opc.tcp://127.0.0.1:9"
    user: { name: edge, password: "\${env:OPCUA_PASSWORD}" }
sinks:
  - { name: two, kind: influx, url: "${url}", org: o, bucket: b, token: "\${env:INFLUX_TOKEN}" }
  - { name: one, kind: influx, url: "${url}", api: v1, database: d, user: u, password: "\${env:INFLUX_PASSWORD}" }
detectors: { stale: { afterS: 1, startGraceS: 0 } }
notify:
  channels:
    - id: mail
      kind: email
      priorities: [1, 2, 3, 4]
      groupS: 0
      mail:
        host: 127.0.0.1
        port: 9
        user: edge
        password: "\${env:MAIL_PASSWORD}"
        from: a@plant.example
        to: [b@plant.example]
    - id: hook
      kind: webhook
      priorities: [1, 2, 3, 4]
      groupS: 0
      url: "${url}/hook/\${env:HOOK_PATH}"
      secret: "\${env:HOOK_SECRET}"
    - id: robot
      kind: dingtalk
      priorities: [1, 2, 3, 4]
      groupS: 0
      url: "${url}/robot?access_token=\${env:ROBOT_KEY}"
    - id: work
      kind: webhook
      sends: work-items
      groupS: 0
      url: "${url}/hook/\${env:WORK_PATH}"
      secret: "\${env:WORK_SECRET}"
    - id: forecast
      kind: webhook
      sends: predictions
      groupS: 0
      url: "${url}/hook/\${env:FORECAST_PATH}"
      secret: "\${env:FORECAST_SECRET}"
uns: { broker: { url: "${broker}", user: edge, password: "\${env:UNS_PASSWORD}" } }
api:
  oidc:
    label: Plant
    issuer: "https://127.0.0.1:9/realm"
    clientId: gemba
    clientSecret: "\${env:OIDC_SECRET}"
    publicUrl: "https://gemba.plant.example"
    roleClaim: groups
    roles: [{ group: g, role: viewer }]
zones: [{ id: hall, name: { zh: 厅, en: "\${env:ZONE_NAME}" }, kind: area, polygon: [[1, 1], [2, 1], [2, 2]] }]
types:
  meter:
    kind: meter
    tags: [{ signal: power, name: { zh: 功率, en: Power }, type: number, unit: kW, binding: { pointer: /p } }]
assets:
  - uid: "urn:own:m1"
    label: M1
    type: meter
    name: { zh: 表, en: Meter }
    path: acme/one/hall/m1
    source: broker
    address: { topic: a }
`;

/** Mappings of the past that lie in a database of each version. */
export const canaryPast = (url: string, database: string): string => `gemba-history: 1
timeZone: Europe/Berlin
influx: [{ url: "${url}", ${database}, from: 2024-01-01, to: 2024-01-02 }]
tags: [{ from: "power,meter=m1 kw", tag: "M1#power" }]
`;
