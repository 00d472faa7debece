/** Composition of alerting: the record, users, the alert book and the detectors that write it. */
import { join } from "node:path";
import type { Logger } from "pino";
import { type OpenAccounts, openAccounts } from "../../access/open-accounts.ts";
import type { OpenAdviceBook } from "../../advice/advice-book.ts";
import { openAlertBook } from "../../alerts/alert-book.ts";
import type { OpenAlertBook } from "../../alerts/open-alert-book.ts";
import { openOutOfService } from "../../alerts/out-of-service.ts";
import type { OpenPredictionBook } from "../../alerts/predictions/prediction-book.ts";
import type { apiConfig } from "../../api/http/config.ts";
import { journalFindings } from "../../audit/journal-findings.ts";
import { type OpenJournal, openJournal } from "../../audit/open-journal.ts";
import { pseudonyms } from "../../audit/pseudonyms.ts";
import type { JournalBounds } from "../../audit/retire.ts";
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { OutOfService, ServiceScope } from "../../contracts/alerts/out-of-service.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { StrainState } from "../../contracts/path/strain.ts";
import type { TwinModel } from "../../contracts/path/twin.ts";
import type { BoxGate } from "../../contracts/path/write-gate.ts";
import type { FilePrints } from "../../contracts/plant/config-prints.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { ContextOf } from "../../contracts/plant/section.ts";
import type { AssetUid, TagTable } from "../../contracts/plant/tag.ts";
import type { Static } from "../../contracts/schema.ts";
import { createCertificateDetector } from "../../detect/detectors/certificate.ts";
import type { RuleDetector } from "../../detect/rules/rule-detector.ts";
import type { Jobs } from "../../observe/jobs.ts";
import { type PlantConfig, plugins } from "../../plugins.ts";
import { Shelf } from "../../reports/shelf.ts";
import { overdueWatch } from "../../safety/overdue.ts";
import { type OpenWorkBook, openWorkBook } from "../../work/work-book.ts";
import { Sections } from "../sections.ts";
import { ConfigReload } from "../serving/config-reload.ts";
import { FileRequests } from "../serving/file-requests.ts";
import { followDirectory, openServing, refuseOpenListening, type Serving } from "../serving/serving.ts";
import { peersOf } from "../sources/peers.ts";
import { storedCertificates } from "../sources/source-care.ts";
import type { SourceStates } from "../sources/source-states.ts";
import type { StopStack } from "../stop-stack.ts";
import { openAdvice } from "./advice.ts";
import { openRecorder, type RecordingInlet } from "./event-recorder.ts";
import { liveRiskRules } from "./live-risk-rules.ts";
import { isNeededFor } from "./needed-work.ts";
import { permitRules } from "./permit-rules.ts";
import { graphsOf } from "./plant-graphs.ts";
import { openPredictions } from "./predictions.ts";

/** Changes by `gemba users` and requests by `gemba reload` are seen this soon. */
const LOOK_EVERY_MS = 1_000;

export interface AlertingParts {
  readonly config: PlantConfig;
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly twin: TwinModel;
  /** States of the sources. */
  readonly states: Pick<SourceStates, "read">;
  /** Whether the edge keeps up. */
  readonly strain: { readonly state: StrainState };
  readonly dataDir: string;
  readonly edgeId: string;
  /** Address on which the edge will listen. */
  readonly host: string;
  readonly log: Logger;
  readonly jobs: Jobs;
  /** Of a box that is one of two: the other one learns what this edge has read. */
  readonly gate?: Pick<BoxGate, "tellConfig"> | undefined;
  clock(): Micros;
}

export interface Alerting {
  readonly book: OpenAlertBook;
  readonly work: OpenWorkBook;
  /** Recommendations, with people's decisions. */
  readonly advice: OpenAdviceBook;
  /** Reports that were made by schedule. */
  readonly shelf: Shelf;
  /** Sections of the config; those that belong to alerts are open. */
  readonly sections: Sections<(typeof plugins)["sections"]>;
  /** Parts of the edge that every section gets. */
  readonly sectionContext: ContextOf<(typeof plugins)["sections"]>;
  /** Findings of the edge about its journal. */
  readonly findings: { record(now: Micros): readonly Finding[] };
  /** The parts of the API that concern people: accounts, sign-in, journal. */
  readonly people: Serving &
    ReturnType<typeof settingsOf> & {
      readonly accounts: OpenAccounts;
      readonly journal: OpenJournal;
      readonly services: OutOfService;
      pseudonymOf(name: string): string;
      readonly reloadConfig: ConfigReload["reload"];
    };
  /** From now on changes of alerts and replaced components are events of the log; those before wait for it. */
  recordIn(inlet: RecordingInlet & { readonly position: LogPosition }): void;
}

/** Opens accounts, the journal, and the alerts of the previous run. */
export async function openAlerting(parts: AlertingParts, stop: StopStack): Promise<Alerting> {
  const { config, dataDir, edgeId, jobs } = parts;
  const { serving, journal, accounts } = await openAccess(parts, stop);
  const { services, book } = await openBook(parts, journal, stop);
  const { work, recordIn: recordWork } = await openWork(parts, { journal, alerts: book }, stop);
  const { advice, recordIn: recordAdvice } = await openAdvice({ ...parts, journal, alerts: book, work }, stop);
  const predictions = await openPredictions(parts, book, stop);
  const shelf = Shelf.open(join(dataDir, "reports"), parts.log.child({ part: "reports" }));
  const sectionContext = contextOf(parts, { book, work, advice, predictions, shelf, serving, journal });
  const sections = new Sections({ sections: plugins.sections, values: config, jobs });
  await sections.open("with-alerts", sectionContext, stop);
  const reloadConfig = openReload(parts, { journal, sections }, stop);
  const people = {
    ...serving,
    ...settingsOf(config.api),
    services,
    pseudonymOf: lazyPseudonyms(dataDir),
    accounts,
    journal,
    reloadConfig,
  };
  const findings: Alerting["findings"] = {
    record: (now) => journalFindings(journal.state, edgeUidOf(edgeId), now),
  };
  const recordIn: Alerting["recordIn"] = (inlet) => {
    recordWork(inlet);
    recordAdvice(inlet);
  };
  return { book, work, advice, shelf, sections, sectionContext, findings, people, recordIn };
}

/** Opens the journal and the accounts. Throws EdgeError `bad-request` where the edge would listen openly. */
async function openAccess({ config, host, dataDir, log, jobs, clock }: AlertingParts, stop: StopStack) {
  const { api } = config;
  const serving = await openServing({ api, folder: config.folder, dataDir, log, jobs }, stop);
  const journal = await openJournal({
    dir: dataDir,
    clock,
    log: log.child({ part: "journal" }),
    bounds: boundsOf(api),
  });
  stop.add("journal", () => journal.close());
  const accounts = await openAccounts({
    dataDir,
    isRequired: api.users === "required" || serving.oidc !== undefined || serving.directory !== undefined,
    sessionHours: api.sessionHours,
    journal,
    directory: serving.directory,
    log: log.child({ part: "access" }),
    clock,
  });
  refuseOpenListening(host, { hasTls: serving.certificate !== undefined, hasUsers: accounts.users().length > 0 });
  const users = jobs.start({ name: "user file", everyMs: LOOK_EVERY_MS, run: () => accounts.recordOutside() });
  stop.add("users", () => users.stop());
  followDirectory({ api, accounts, jobs }, stop);
  return { serving, journal, accounts };
}

/** Opens the alert book and the list of assets and rules that are out of service. */
async function openBook({ plant, dataDir, edgeId, log, clock }: AlertingParts, journal: OpenJournal, stop: StopStack) {
  const alertsLog = log.child({ part: "alerts" });
  const isKnown = ({ assetUid, rule }: ServiceScope): boolean =>
    plant.assets.some((asset) => asset.assetUid === assetUid) && (rule === undefined || book.knowsRule(rule, assetUid));
  const services = await openOutOfService({
    dir: dataDir,
    journal,
    log: alertsLog,
    isKnown,
    changed: () => book.tick(clock()),
  });
  const book: OpenAlertBook = await openAlertBook({
    dir: dataDir,
    edge: edgeId,
    clock,
    journal,
    log: alertsLog,
    serviceOf: (alert) => services.of(alert),
  });
  stop.add("alert book", () => book.close());
  return { services, book };
}

/** Opens the work items, and the way of replaced components and of alerts into the log. */
async function openWork(
  { dataDir, jobs, log }: AlertingParts,
  { journal, alerts }: { readonly journal: OpenJournal; readonly alerts: OpenAlertBook },
  stop: StopStack,
): Promise<{ readonly work: OpenWorkBook; readonly recordIn: (inlet: RecordingInlet) => void }> {
  const workLog = log.child({ part: "work items" });
  const work = await openWorkBook({ dir: dataDir, journal, log: workLog, isNeeded: isNeededFor(alerts) });
  stop.add("work items", () => work.close());
  const recorder = openRecorder({ alerts, work, log: workLog });
  const tick = (): void => {
    work.tick();
    recorder.retry();
  };
  const late = jobs.start({ name: "work items", everyMs: LOOK_EVERY_MS, run: tick });
  stop.add("work items: job", () => late.stop());
  return { work, recordIn: recorder.recordIn };
}

/** Context of the sections of the config. */
function contextOf(
  parts: AlertingParts,
  {
    shelf,
    serving,
    ...given
  }: {
    book: OpenAlertBook;
    work: OpenWorkBook;
    advice: OpenAdviceBook;
    predictions: OpenPredictionBook;
    shelf: Shelf;
    serving: Serving;
    journal: OpenJournal;
  },
): Alerting["sectionContext"] {
  const { config, plant, tags, twin, dataDir, jobs, log, clock } = parts;
  const edgeUid = edgeUidOf(parts.edgeId);
  const causes = {
    edgeUid,
    peers: peersOf(config),
    sources: () => parts.states.read(),
    strain: () => parts.strain.state,
  };
  const { assets } = config;
  const overdue = overdueWatch({ safety: config.safety, plant, work: given.work, edgeUid, now: clock });
  const fixed = [...fixedDetectors(parts, serving), overdue];
  return {
    plant,
    tags,
    twin,
    dataDir,
    plantFolder: config.folder,
    edgeUid,
    jobs,
    log,
    now: clock,
    ...given,
    reports: shelf,
    assets,
    causes,
    fixed,
    graphOf: graphsOf(parts),
  };
}

/** From now on the config can be reloaded, by API and by command. */
function openReload(
  { config, dataDir, jobs, log, gate }: AlertingParts,
  { journal, sections: open }: { journal: OpenJournal; sections: Alerting["sections"] },
  stop: StopStack,
): ConfigReload["reload"] {
  const { sections } = plugins;
  const onRead = (prints: FilePrints): void => gate?.tellConfig(prints);
  const reload = new ConfigReload({ config, sections, open, journal, onRead, log: log.child({ part: "config" }) });
  const requests = new FileRequests(dataDir, "reload", (principal) => reload.reload(principal));
  const looking = jobs.start({ name: "reload requests", everyMs: LOOK_EVERY_MS, run: () => requests.look() });
  stop.add("reload requests", () => looking.stop());
  return (principal) => reload.reload(principal);
}

/** The key is created at the first use, because a start on a full disk needs none. */
function lazyPseudonyms(dataDir: string): (name: string) => string {
  let nameOf: ((name: string) => string) | undefined;
  return (name) => {
    nameOf ??= pseudonyms(dataDir);
    return nameOf(name);
  };
}

/** Settings that the API takes from its section unchanged. */
function settingsOf({ hosts, access, embed, sessionHours, trustedProxies, proxyHeader }: Static<typeof apiConfig>) {
  return { hosts, access, embed, sessionHours, trustedProxies, proxyHeader };
}

function boundsOf({ journal }: Static<typeof apiConfig>): JournalBounds {
  return { maxBytes: journal.maxMiB * 2 ** 20, keepMonths: journal.keepMonths };
}

/** The edge as carrier of alerts about itself. */
export function edgeUidOf(edgeId: string): AssetUid {
  return `urn:gemba:edge:${edgeId}` as AssetUid;
}

/** Detectors that watch the edge itself, independent of the configured rules. */
function fixedDetectors({ config, dataDir, edgeId }: AlertingParts, { certificate }: Serving): RuleDetector[] {
  const kinds = new Set(plugins.sources.filter((plugin) => plugin.certificates !== undefined).map(({ kind }) => kind));
  const sources = new Set(config.sources.filter(({ kind }) => kinds.has(kind)).map(({ name }) => name));
  const certificates = createCertificateDetector({
    carrier:
      config.assets.find(({ source }) => source !== undefined && sources.has(source))?.assetUid ??
      (certificate === undefined ? undefined : edgeUidOf(edgeId)),
    list: () => [...storedCertificates(plugins.sources, dataDir), ...(certificate?.list() ?? [])],
  });
  return [...(certificates === undefined ? [] : [certificates]), liveRiskRules(), permitRules()];
}
