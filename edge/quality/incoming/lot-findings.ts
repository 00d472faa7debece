/** Findings about lots that did not pass and are worked all the same. */
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";

const SEVERITY = { open: 400, rejected: 700 } as const;

/** Work on pieces of a lot. */
export interface LotAlert {
  readonly station: string;
  readonly at: Micros;
  readonly state: keyof typeof SEVERITY;
  readonly supplier: string;
}

interface LotFinding {
  readonly lot: string;
  readonly alert: LotAlert;
  readonly assetUid: AssetUid;
  readonly standing: boolean;
  readonly at: Micros;
}

/** One alert for each lot and station where its pieces are worked. */
export function lotFinding({ lot, alert: { state, supplier }, assetUid, standing, at }: LotFinding): Finding {
  const of = supplier === "" ? lot : `${lot} (${supplier})`;
  return {
    rule: `quality/lot/${lot.replaceAll(/[^\w.-]/g, "-")}`,
    assetUid,
    kind: "process",
    standing,
    at,
    severity: SEVERITY[state],
    message:
      state === "rejected"
        ? { zh: `正在加工被拒收批次 ${of} 的工件`, en: `Pieces of the rejected lot ${of} are worked here` }
        : { zh: `正在加工未检验批次 ${of} 的工件`, en: `Pieces of lot ${of} are worked here, which was not inspected` },
    evidence: [],
  };
}
