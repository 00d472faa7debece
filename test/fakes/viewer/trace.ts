/** Answers of traces, recalls, signatures and seals for a page of the fake edge, whose user is an engineer. */
import type { Page, Route } from "playwright-core";
import type { TraceAnswer } from "../../../twin-viewer/src/data/trace-api.ts";
import { RECORD } from "../../unit/passport/records.ts";

/** Of the record that the fake shows. */
export const HASH = "7c".repeat(32);
export const SIGNER_PASSWORD = "a right password";

const MEANINGS = [
  { id: "reviewed", name: { zh: "已审核", en: "reviewed" }, least: "maintainer" },
  { id: "released", name: { zh: "已放行", en: "released" }, least: "admin" },
];
const SIGNED = {
  ...{ uid: "s1", kind: "piece", id: "PC-1", hash: "0".repeat(64), user: "wang", role: "maintainer" },
  ...{ meaning: "reviewed", meaningName: { zh: "已审核", en: "reviewed" }, reason: "first look" },
  ...{ at: "2026-03-02T00:06:00.000000Z", isOfPresent: false },
};

const NOW = { user: "li", hash: HASH, isOfPresent: true };
const CANCELLED = "It was cancelled at the provider: nothing is signed.";

const trace: TraceAnswer = {
  record: { ...RECORD, customer: "Nordhaven Hydraulik GmbH" },
  hash: HASH,
  parts: [
    { part: "material", state: "complete", newest: "2026-03-02T00:08:00.000000Z", reason: null },
    { part: "energy", state: "absent", newest: null, reason: null },
  ],
  curves: [],
};

const recall = {
  ...{ isCurrent: true, simulated: true, total: 812, inside: 2, shipped: 809, scrapped: 1 },
  customers: [{ name: "Nordhaven Hydraulik GmbH", pieces: 700 }],
  orders: [{ name: "ORD-1", customer: "Nordhaven Hydraulik GmbH", pieces: 812 }],
  lots: [{ name: "LOT-1", supplier: "S-02", pieces: 812 }],
  shipments: [
    {
      ...{ name: "SH-1", time: "2026-03-02T00:08:20.000000Z", orders: ["ORD-1"], pieces: 809 },
      customers: ["Nordhaven Hydraulik GmbH"],
    },
  ],
  counts: { customers: 1, orders: 1, lots: 1, shipments: 1 },
  record: { entry: 412, hash: HASH },
  withoutCustomer: 3,
  pieces: ["PC-1", "PC-2"].map((piece, at) => ({
    ...{ piece, state: "inside", order: "ORD-1", lot: "LOT-1", shipment: null, carrier: null },
    ...{ place: at === 0 ? "CNC-102" : null, slot: null },
  })),
  hasMore: true,
  unresolved: 0,
};

/**
 * Answers them on the page; returns the bodies of all POST requests, which grow. `provider`: where the user proves the
 * identity; it sends the browser back with the record signed.
 */
export async function routeTrace(
  page: Page,
  provider: string | null = null,
): Promise<{ readonly path: string; readonly body: unknown }[]> {
  let outcome: { readonly why: string | null } | null = null;
  const posts: { path: string; body: unknown }[] = [];
  const signatures: object[] = [SIGNED];
  const user = { users: true, user: "li", role: "engineer", provider, directory: null };
  await page.route("**/api/v1/session", (route) => route.fulfill({ json: user }));
  const answer = async (route: Route): Promise<void> => {
    const { pathname } = new URL(route.request().url());
    const body: unknown = route.request().postDataJSON();
    if (body !== null) posts.push({ path: pathname, body });
    if (pathname.includes("/trace/")) return answerTrace(route, pathname, body);
    if (body === null)
      return route.fulfill({
        json: {
          hash: HASH,
          signatures,
          meanings: MEANINGS,
          proof: provider === null ? "password" : "provider",
          outcome,
        },
      });
    const wanted = body as { password: string; reason: string; back: string };
    if (pathname.endsWith("/provider")) {
      outcome = { why: wanted.reason === "cancel" ? CANCELLED : null };
      if (outcome.why === null) signatures.push({ ...SIGNED, ...NOW, uid: "s3", reason: wanted.reason });
      return route.fulfill({ json: { url: wanted.back.replace(/^[^#]*/, `/?returned=${signatures.length}`) } });
    }
    if (wanted.password !== SIGNER_PASSWORD)
      return route.fulfill({ status: 403, json: { detail: "The password is wrong: nothing is signed." } });
    const signature = { ...SIGNED, ...NOW, uid: "s2", reason: wanted.reason };
    signatures.push(signature);
    return route.fulfill({ json: signature });
  };
  await page.route("**/api/v1/trace/**", answer);
  await page.route(/\/api\/v1\/signatures/, answer);
  return posts;
}

async function answerTrace(route: Route, pathname: string, body: unknown): Promise<void> {
  if (pathname.endsWith("/seal-key"))
    return route.fulfill({ json: { algorithm: "Ed25519", keyId: "3f0a12", publicKey: "" } });
  if (pathname.includes("/passport")) return route.fulfill({ body: "%PDF-", contentType: "application/pdf" });
  if (pathname.endsWith("/verify")) return route.fulfill({ json: verdictOn((body as { text: string }).text) });
  if (pathname.includes("/piece/")) return route.fulfill({ json: trace });
  if (pathname.includes("/recall.")) return route.fulfill({ body: "piece" });
  return route.fulfill({ json: recall });
}

function verdictOn(text: string): object {
  return text.includes("gemba-passport")
    ? { verdict: "valid", keyId: "3f0a12", piece: "PC-1", sealedAt: "2026-03-02T00:09:00.000Z" }
    : { verdict: "unreadable", keyId: null, piece: null, sealedAt: null };
}
