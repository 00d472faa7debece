import { expect, it } from "vitest";
import { endSources, sourceCare, storedCertificates } from "../../../../edge/compose/sources/source-care.ts";
import type { StoredCertificate } from "../../../../edge/contracts/access/certificate.ts";
import { EdgeError } from "../../../../edge/contracts/errors.ts";
import type { SourcePlugin } from "../../../../edge/contracts/path/plugin.ts";
import type { SourceCapabilities, SourceInspection } from "../../../../edge/contracts/path/source-capabilities.ts";

const EDGE = { dataDir: "/data", edgeId: "edge-1", networks: [] };
const NOT_STOPPED = { add: () => {} };

function certificate(thumbprint: string): StoredCertificate {
  return { place: "rejected", thumbprint, subject: "", issuer: "", applicationUri: "", validFrom: 0, validTo: 0 };
}

/** A kind of source that is asked for nothing but these. */
function withCapabilities(capabilities: SourceCapabilities): SourcePlugin {
  return capabilities as SourcePlugin;
}

/** A kind of source with one certificate, which records its decisions. */
function kindWith(thumbprint: string, decided: string[]): SourcePlugin {
  const held = certificate(thumbprint);
  return withCapabilities({
    certificates: {
      list: () => [held],
      decide(dataDir, verdict, digits) {
        if (!thumbprint.startsWith(digits)) throw new EdgeError("not-found", `no certificate begins with ${digits}`);
        decided.push(`${dataDir} ${verdict} ${thumbprint}`);
        return { ...held, place: "trusted" };
      },
      trustFile: () => {},
      own: () => Promise.reject(new Error("not asked")),
      renew: () => Promise.reject(new Error("not asked")),
    },
  });
}

it("[SK2] certificates of all kinds are listed, and each kind decides about its own", () => {
  const decided: string[] = [];
  const kinds = [withCapabilities({}), kindWith("aaaa01", decided), kindWith("bbbb02", decided)];
  const { certificates, decideTrust } = sourceCare(kinds, EDGE, NOT_STOPPED);
  expect(certificates?.().map(({ thumbprint }) => thumbprint)).toEqual(["aaaa01", "bbbb02"]);
  expect(storedCertificates(kinds, "/data")).toHaveLength(2);
  expect(decideTrust?.("trust", "bbbb").place).toBe("trusted");
  decideTrust?.("reject", "aaaa01");
  expect(decided).toEqual(["/data trust bbbb02", "/data reject aaaa01"]);
  expect(() => decideTrust?.("trust", "cccc")).toThrow("no certificate begins with cccc");
});

it("[SK2] without a kind that has the capability, the API gets neither certificates nor discovery", () => {
  expect(sourceCare([withCapabilities({}), withCapabilities({})], EDGE, NOT_STOPPED)).toEqual({});
});

it("[SK1] the kind that knows an address looks there; looking ends when the edge stops", async () => {
  const steps: (() => unknown)[] = [];
  const inspection = { urls: /^x:/ } as SourceInspection;
  const kind = withCapabilities({
    inspection,
    discoverFor: ({ dataDir, edgeId }) => {
      return (_, { aborted }) =>
        Promise.resolve({ endpoints: [], product: `${dataDir} ${edgeId}`, nodes: Number(aborted) });
    },
  });
  const other = withCapabilities({ inspection: { ...inspection, urls: /^y:/ }, discoverFor: () => Promise.reject });
  const { discovery } = sourceCare([withCapabilities({}), other, kind], EDGE, {
    add: (_name, run) => steps.push(run),
  });
  const request = { endpoint: "x://plc", insecure: false };
  expect(await discovery?.discover(request)).toEqual({ endpoints: [], product: "/data edge-1", nodes: 0 });
  await expect(discovery?.discover({ ...request, endpoint: "z://plc" })).rejects.toMatchObject({ code: "bad-request" });
  for (const step of steps) step();
  expect((await discovery?.discover(request))?.nodes).toBe(1);
});

it("[SK3] the end of all sources waits for the shared threads of every kind", async () => {
  const ended: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = endSources([
    { end: () => Promise.resolve(void ended.push("first")) },
    {},
    { end: () => promise.then(() => void ended.push("second")) },
  ]).then(() => ended.push("all"));
  resolve();
  await end;
  expect(ended).toEqual(["first", "second", "all"]);
});
