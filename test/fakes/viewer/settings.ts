/** The fake edge's answers for the settings screen and the alarm system's figures. */
import { readFileSync } from "node:fs";
import { alarmFigures } from "../../../edge/contracts/alerts/alarm-figures.ts";

const CONFIG_SCHEMA = JSON.parse(
  readFileSync(new URL("../../../config/schema.json", import.meta.url), "utf8"),
) as object;

const CERTIFICATES = [
  {
    place: "own",
    thumbprint: "ab".repeat(20),
    subject: "CN=Gemba",
    issuer: "CN=Gemba",
    applicationUri: "urn:gemba:edge",
    validFrom: "2026-01-01T00:00:00Z",
    validTo: "2031-01-01T00:00:00Z",
  },
  {
    place: "rejected",
    thumbprint: "cd".repeat(20),
    subject: "CN=PLC",
    issuer: "CN=PLC",
    applicationUri: "urn:plc:press-1",
    validFrom: "2026-01-01T00:00:00Z",
    validTo: "2026-12-10T00:00:00Z",
  },
];

const TOKEN = {
  id: "t1",
  user: "ann",
  label: "frame milling",
  role: "viewer",
  scope: null,
  expiresAt: "2027-11-25T00:00:00Z",
};

/** The answer to a GET; undefined for other paths. */
export function settingsAnswer(path: string, startMs: number): object | undefined {
  const at = new Date(startMs).toISOString();
  switch (path) {
    case "/api/v1/alerts/figures":
      return { ...alarmFigures([], { from: 0, to: 1, positions: 1 }), shares: null };
    case "/api/v1/alerts/groups":
      return { version: 1, isFlood: false, groups: [] };
    case "/api/v1/recommendations":
      return { recommendations: [] };
    case "/api/v1/certificates":
      return { certificates: CERTIFICATES };
    case "/api/v1/notify/channels":
      return {
        channels: [
          {
            id: "shift",
            kind: "wecom",
            target: "qyapi.weixin.qq.com",
            priorities: [1, 2],
            waiting: 0,
            sent: 3,
            failed: 0,
            lastSentAt: at,
            problem: null,
          },
        ],
      };
    case "/api/v1/tokens":
      return { tokens: [TOKEN] };
    case `/api/v1/tokens/${TOKEN.id}`:
      return TOKEN;
    case "/api/v1/config":
      return {
        revision: "r1",
        files: ["gemba.yaml"],
        values: { notify: { channels: [{ id: "shift", kind: "wecom" }] } },
        secrets: [{ path: ["notify", "channels", 0, "url"], from: "file" }],
        problems: [],
      };
    case "/api/v1/config/schema":
      return CONFIG_SCHEMA;
    case "/api/v1/config/versions":
      return { versions: [{ id: 1, at, by: "ann", kind: "layout", note: "", files: ["gemba.yaml"] }] };
    case "/api/v1/journal":
      return {
        entries: [
          {
            seq: 1,
            at,
            user: "ann",
            role: "operator",
            origin: "127.0.0.1",
            action: "alert.acknowledge",
            target: "alert-1",
            result: "done",
            reason: "seen",
          },
        ],
      };
    default:
      return undefined;
  }
}

/** The answer to an action; undefined for other paths. */
export function settingsAct(path: string): object | undefined {
  if (path === "/api/v1/tokens") return { secret: "gemba_made", token: TOKEN };
  if (path.startsWith("/api/v1/certificates/") || path.startsWith("/api/v1/notify/")) return { sent: true };
  return path === "/api/v1/config/reload" ? { applied: ["detectors"], restart: ["sources"] } : undefined;
}
