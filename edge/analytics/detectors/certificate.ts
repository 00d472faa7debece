import type { StoredCertificate } from "../../contracts/certificate.ts";
import type { Finding } from "../../contracts/detector.ts";
import type { Micros } from "../../contracts/sample-batch.ts";
import type { AssetUid } from "../../contracts/tag.ts";
import { type RuleDetector, ruleKey } from "../rule-detector.ts";

const DAY_US = 86_400e6;
/** An advisory from 30 days ahead, more urgent from 7; an alarm on the last day and after. */
const STEPS = [
  { days: 7, severity: 400 },
  { days: 30, severity: 200 },
] as const;
const LAST_DAY = { days: 1, severity: 700 } as const;
/** Certificates live for years; the store is a folder that people change. */
const LOOK_EVERY_US = 60e6;

/**
 * Says ahead of time that a certificate of the OPC UA connections runs out: our
 * own, or one we trust. `carrier` is the asset that carries the alerts: a
 * certificate belongs to no machine, and every alert belongs to one.
 */
export function createCertificateDetector(context: { readonly carrier: AssetUid | undefined; list(): readonly StoredCertificate[] }): RuleDetector | undefined {
  return context.carrier === undefined ? undefined : new CertificateDetector(context.carrier, () => context.list());
}

class CertificateDetector implements RuleDetector {
  readonly kind = "certificate";
  readonly watches = [];
  readonly counters = { used: 0, untrusted: 0, outOfOrder: 0 };
  readonly #carrier: AssetUid;
  readonly #list: () => readonly StoredCertificate[];
  /** What was said to stand, by rule; a certificate that was renewed or rejected ends its alert. */
  readonly #standing = new Map<string, Finding>();
  #lookedAt: Micros = Number.NEGATIVE_INFINITY;

  constructor(carrier: AssetUid, list: () => readonly StoredCertificate[]) {
    this.#carrier = carrier;
    this.#list = list;
  }

  get keys(): readonly string[] {
    return watched(this.#list()).flatMap(({ thumbprint }) => [ruleKey(advisoryOf(thumbprint), this.#carrier), ruleKey(alarmOf(thumbprint), this.#carrier)]);
  }

  observe(): readonly Finding[] {
    return [];
  }

  tick(now: Micros): readonly Finding[] {
    if (now - this.#lookedAt < LOOK_EVERY_US) return [];
    this.#lookedAt = now;
    const findings = new Map(
      watched(this.#list())
        .flatMap((certificate) => this.#judge(certificate, now))
        .map((finding) => [finding.rule, finding]),
    );
    const over = [...this.#standing.values()].filter(({ rule }) => !findings.has(rule)).map((finding) => ({ ...finding, standing: false, at: now }));
    this.#standing.clear();
    for (const finding of findings.values()) if (finding.standing) this.#standing.set(finding.rule, finding);
    return [...findings.values(), ...over];
  }

  #judge(certificate: StoredCertificate, now: Micros): Finding[] {
    const daysLeft = (certificate.validTo * 1000 - now) / DAY_US;
    const step = STEPS.find(({ days }) => daysLeft <= days);
    const isLastDay = daysLeft <= LAST_DAY.days;
    const common = { assetUid: this.#carrier, at: now, message: textOf(certificate, daysLeft), evidence: [] };
    return [
      { ...common, rule: advisoryOf(certificate.thumbprint), kind: "prediction", standing: step !== undefined && !isLastDay, severity: step?.severity ?? STEPS[1].severity },
      { ...common, rule: alarmOf(certificate.thumbprint), kind: "system", standing: isLastDay, severity: LAST_DAY.severity },
    ];
  }
}

function watched(certificates: readonly StoredCertificate[]): StoredCertificate[] {
  return certificates.filter(({ place }) => place !== "rejected");
}

function advisoryOf(thumbprint: string): string {
  return `certificate/${thumbprint.slice(0, 12)}/expires`;
}

function alarmOf(thumbprint: string): string {
  return `certificate/${thumbprint.slice(0, 12)}/last-day`;
}

function textOf({ place, thumbprint, applicationUri, subject }: StoredCertificate, daysLeft: number) {
  const who = applicationUri === "" ? subject : applicationUri;
  const digits = thumbprint.slice(0, 8);
  const days = Math.max(0, Math.floor(daysLeft));
  const own = place === "own";
  if (daysLeft <= 0) {
    return {
      zh: `${own ? "本机的 OPC UA 证书" : `服务器 ${who} 的证书`}（${digits}）已过期`,
      en: `${own ? "Our OPC UA certificate" : `The certificate of ${who}`} (${digits}) has expired`,
    };
  }
  return {
    zh: `${own ? "本机的 OPC UA 证书" : `服务器 ${who} 的证书`}（${digits}）将在 ${days} 天后过期${own ? "；请运行 gemba pki renew" : ""}`,
    en: `${own ? "Our OPC UA certificate" : `The certificate of ${who}`} (${digits}) expires in ${days} days${own ? "; run gemba pki renew" : ""}`,
  };
}
