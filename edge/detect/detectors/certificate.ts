import type { StoredCertificate } from "../../contracts/access/certificate.ts";
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";
import { type RuleDetector, type RuleKeys, ruleKey } from "../rules/rule-detector.ts";

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
 * Warns before a certificate of the OPC UA connections expires: our own, or one we trust. `carrier` is the asset that
 * carries the alerts: a certificate belongs to no machine, and every alert belongs to one.
 */
export function createCertificateDetector(context: {
  readonly carrier: AssetUid | undefined;
  list(): readonly StoredCertificate[];
}): RuleDetector | undefined {
  return context.carrier === undefined ? undefined : new CertificateDetector(context.carrier, () => context.list());
}

class CertificateDetector implements RuleDetector {
  readonly kind = "certificate";
  readonly watches = [];
  readonly counters = { used: 0, untrusted: 0, outOfOrder: 0 };
  readonly #carrier: AssetUid;
  readonly #list: () => readonly StoredCertificate[];
  /** Active findings, by rule; a certificate that was renewed or rejected ends its alert. */
  readonly #standing = new Map<string, Finding>();
  #lookedAt: Micros = Number.NEGATIVE_INFINITY;

  constructor(carrier: AssetUid, list: () => readonly StoredCertificate[]) {
    this.#carrier = carrier;
    this.#list = list;
  }

  get keys(): RuleKeys {
    return new Set(
      watched(this.#list()).flatMap(({ thumbprint }) => [
        ruleKey(advisoryOf(thumbprint), this.#carrier),
        ruleKey(alarmOf(thumbprint), this.#carrier),
      ]),
    );
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
    const over = [...this.#standing.values()]
      .filter(({ rule }) => !findings.has(rule))
      .map((finding) => ({ ...finding, standing: false, at: now }));
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
      {
        ...common,
        rule: advisoryOf(certificate.thumbprint),
        kind: "prediction",
        standing: step !== undefined && !isLastDay,
        severity: step?.severity ?? STEPS[1].severity,
      },
      {
        ...common,
        rule: alarmOf(certificate.thumbprint),
        kind: "system",
        standing: isLastDay,
        severity: LAST_DAY.severity,
      },
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

function textOf(certificate: StoredCertificate, daysLeft: number) {
  const { place, use, thumbprint } = certificate;
  const who = nameOf(certificate);
  const digits = thumbprint.slice(0, 8);
  if (daysLeft <= 0) return { zh: `${who.zh}（${digits}）已过期`, en: `${who.en} (${digits}) has expired` };
  const day = new Date(certificate.validTo).toISOString().slice(0, 10);
  const todo =
    use === "tls"
      ? { zh: "；请更换证书文件", en: "; replace its files" }
      : place === "own"
        ? { zh: "；请运行 gemba pki renew", en: "; run gemba pki renew" }
        : { zh: "", en: "" };
  return {
    zh: `${who.zh}（${digits}）将于 ${day} 过期${todo.zh}`,
    en: `${who.en} (${digits}) expires on ${day}${todo.en}`,
  };
}

function nameOf({ place, use, applicationUri, subject }: StoredCertificate) {
  if (use === "tls") return { zh: "本机网页的 TLS 证书", en: "Our TLS certificate" };
  if (place === "own") return { zh: "本机的 OPC UA 证书", en: "Our OPC UA certificate" };
  const who = applicationUri === "" ? subject : applicationUri;
  return { zh: `服务器 ${who} 的证书`, en: `The certificate of ${who}` };
}
