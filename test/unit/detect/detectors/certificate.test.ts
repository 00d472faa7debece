import { expect, it } from "vitest";
import type { StoredCertificate } from "../../../../edge/contracts/access/certificate.ts";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { createCertificateDetector } from "../../../../edge/detect/detectors/certificate.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 24);
const carrier = "urn:test:1" as AssetUid;

function certificate(place: StoredCertificate["place"], thumbprint: string, days: number): StoredCertificate {
  return {
    place,
    thumbprint,
    subject: "CN=mill",
    issuer: "CN=mill",
    applicationUri: `urn:${thumbprint}`,
    validFrom: NOW_MS - DAY_MS,
    validTo: NOW_MS + days * DAY_MS,
  };
}

/** Active rules with kind and severity at a time. */
function standing(certificates: readonly StoredCertificate[]) {
  const detector = createCertificateDetector({ carrier, list: () => certificates });
  return detector
    ?.tick?.(NOW_MS * 1000)
    .flatMap(({ rule, kind, severity, standing }) => (standing ? [[rule, kind, severity]] : []));
}

it("a certificate raises an advisory 30 days ahead, more urgent from 7 on, and an alarm from its last day on", () => {
  expect(standing([certificate("own", "aaaaaaaaaaaa", 31)])).toEqual([]);
  expect(standing([certificate("own", "aaaaaaaaaaaa", 30)])).toEqual([
    ["certificate/aaaaaaaaaaaa/expires", "prediction", 200],
  ]);
  expect(standing([certificate("trusted", "bbbbbbbbbbbb", 7)])).toEqual([
    ["certificate/bbbbbbbbbbbb/expires", "prediction", 400],
  ]);
  expect(standing([certificate("trusted", "bbbbbbbbbbbb", 1)])).toEqual([
    ["certificate/bbbbbbbbbbbb/last-day", "system", 700],
  ]);
  expect(standing([certificate("own", "aaaaaaaaaaaa", -3)])).toEqual([
    ["certificate/aaaaaaaaaaaa/last-day", "system", 700],
  ]);
  expect(standing([certificate("rejected", "cccccccccccc", 1)])).toEqual([]);
});

it("a certificate that was renewed or removed ends its alert", () => {
  let list = [certificate("own", "aaaaaaaaaaaa", 3)];
  const detector = createCertificateDetector({ carrier, list: () => list });
  expect(detector?.keys).toEqual(
    new Set(["certificate/aaaaaaaaaaaa/expires\nurn:test:1", "certificate/aaaaaaaaaaaa/last-day\nurn:test:1"]),
  );
  detector?.tick?.(NOW_MS * 1000);
  list = [certificate("own", "dddddddddddd", 1800)];
  expect(detector?.tick?.(NOW_MS * 1000 + 1e6)).toEqual([]);
  const later = detector?.tick?.(NOW_MS * 1000 + 61e6) ?? [];
  expect(later.filter(({ rule }) => rule === "certificate/aaaaaaaaaaaa/expires")).toMatchObject([{ standing: false }]);
});

it("a plant without assets on OPC UA has no carrier for the alert", () => {
  expect(createCertificateDetector({ carrier: undefined, list: () => [] })).toBeUndefined();
});
