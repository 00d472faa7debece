/** Composition of alerting: the record, users, the alert book and the detectors that write it. */
import type { Logger } from "pino";
import { type OpenAccounts, openAccounts } from "./access/open-accounts.ts";
import { plainAttributes } from "./analytics/alert-attributes.ts";
import { openAlertBook } from "./analytics/alert-book.ts";
import type { DetectorsConfig } from "./analytics/config.ts";
import { createDetectors, unmatchedRules } from "./analytics/create-detectors.ts";
import { createCertificateDetector } from "./analytics/detectors/certificate.ts";
import type { OpenAlertBook } from "./analytics/open-alert-book.ts";
import type { RuleDetector } from "./analytics/rule-detector.ts";
import { type OpenJournal, openJournal } from "./audit/open-journal.ts";
import { uuidv7 } from "./batch/uuidv7.ts";
import type { AlertView } from "./contracts/alert.ts";
import type { EdgeConfig } from "./contracts/edge-config.ts";
import type { EdgeEvent } from "./contracts/event-batch.ts";
import type { Plant } from "./contracts/plant.ts";
import { ALERT_CHANGED } from "./contracts/replay.ts";
import type { Micros } from "./contracts/sample-batch.ts";
import type { Inlet } from "./contracts/source.ts";
import type { TagTable } from "./contracts/tag.ts";
import type { TwinModel } from "./contracts/twin.ts";
import { listCertificates, pkiFolder } from "./sources/opcua/pki.ts";
import type { StopStack } from "./stop-stack.ts";

/** What `gemba users` did while the edge runs is on record this soon. */
const RECORD_OUTSIDE_EVERY_MS = 1_000;

export interface AlertingParts {
  readonly config: EdgeConfig;
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly twin: TwinModel;
  readonly dataDir: string;
  readonly edgeId: string;
  readonly users: "optional" | "required";
  readonly sessionHours: number;
  readonly log: Logger;
  clock(): Micros;
}

export interface Alerting {
  readonly journal: OpenJournal;
  readonly accounts: OpenAccounts;
  readonly book: OpenAlertBook;
  readonly detectors: readonly RuleDetector[];
  /** From now on every change of an alert is an event of history; those before wait for it. */
  recordIn(inlet: Pick<Inlet, "pushEvents">): void;
}

/** Opens who may act, the record of what they did, and the alerts as they stood. */
export async function openAlerting(parts: AlertingParts, stop: StopStack): Promise<Alerting> {
  const { dataDir, edgeId, log, clock } = parts;
  const journal = await openJournal({ dir: dataDir, clock, log: log.child({ part: "journal" }) });
  stop.add("journal", () => journal.close());
  const accounts = await openAccounts({ dataDir, isRequired: parts.users === "required", sessionHours: parts.sessionHours, journal, log: log.child({ part: "access" }), clock });
  const timer = setInterval(() => void accounts.recordOutside(), RECORD_OUTSIDE_EVERY_MS);
  stop.add("users", () => clearInterval(timer));
  const book = await openAlertBook({ dir: dataDir, edge: edgeId, clock, journal, log: log.child({ part: "alerts" }) });
  stop.add("alert book", () => book.close());
  const early: EdgeEvent[] = [];
  let record = (event: EdgeEvent): void => {
    early.push(event);
  };
  book.subscribe((alert, at) => record(alertEvent(alert, at)));
  const detectors = detectorsOf(parts);
  book.follow({ keys: new Set(detectors.flatMap((detector) => detector.keys)), attributesOf: (_rule, _asset, kind) => plainAttributes(kind), suppressionOf: () => undefined });
  const recordIn = (inlet: Pick<Inlet, "pushEvents">): void => {
    record = (event) => {
      inlet.pushEvents({ events: [event] });
    };
    for (const event of early.splice(0)) record(event);
  };
  return { journal, accounts, book, detectors, recordIn };
}

function detectorsOf({ config, plant, tags, twin, dataDir, log }: AlertingParts): RuleDetector[] {
  const detectorsConfig = config.detectors as DetectorsConfig;
  const opcua = new Set(config.sources.filter(({ kind }) => kind === "opcua").map(({ name }) => name));
  const certificates = createCertificateDetector({
    carrier: config.assets.find(({ source }) => source !== undefined && opcua.has(source))?.assetUid,
    list: () => listCertificates(pkiFolder(dataDir)),
  });
  for (const { path, message } of unmatchedRules(detectorsConfig, { plant, tags })) log.warn({ path, message }, "a rule of the config watches nothing");
  return [...createDetectors({ config: detectorsConfig, plant, tags, links: () => twin.links(), log: log.child({ part: "detectors" }) }), ...(certificates === undefined ? [] : [certificates])];
}

/** What an alert became, as replay finds it again. */
function alertEvent(alert: AlertView, at: Micros): EdgeEvent {
  return { eventUid: uuidv7(at / 1000), type: ALERT_CHANGED, assetUid: alert.assetUid, time: at, receivedAt: at, schema: "alert/2", payload: { ...alert } };
}
