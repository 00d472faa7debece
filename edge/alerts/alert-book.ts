import { uuidv7 } from "../batch/uuidv7.ts";
import type { Deed } from "../contracts/access/journal.ts";
import type { AlarmFigures, Annunciation } from "../contracts/alerts/alarm-figures.ts";
import { alarmFigures } from "../contracts/alerts/alarm-figures.ts";
import { type Alert, type AlertView, type OperatorAction, RULES, SERVER } from "../contracts/alerts/alert.ts";
import { type ConditionReport, type ConditionWriter, conditionKeyText } from "../contracts/alerts/condition.ts";
import type { Finding } from "../contracts/alerts/detector.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import { attributesIn } from "../detect/rules/alert-attributes.ts";
import type { AttributesOf } from "../detect/rules/attributes.ts";
import { ruleKey } from "../detect/rules/rule-detector.ts";
import { afterAction } from "./alert-actions.ts";
import { afterForwarding, afterMissing, afterReport } from "./alert-conditions.ts";
import { AlertDeeds, isRefusal } from "./alert-deeds.ts";
import {
  afterAttributes,
  afterFinding,
  afterWaiting,
  cleared,
  isRepeated,
  refreshed,
  saidIn,
  sameText,
} from "./alert-findings.ts";
import { type Hiding, withHiding } from "./alert-hiding.ts";
import { AlertIndex, alertKey, newestFirst } from "./alert-index.ts";
import { AlertLog, type LogLine } from "./alert-log.ts";
import { AlertPlaces } from "./alert-places.ts";
import { isAboutTheEdge, isAnnunciation, isShelved, viewOf } from "./alert-state.ts";
import { WrittenPeaks } from "./alert-values.ts";
import { Annunciations } from "./annunciations.ts";
import { DurableChanges } from "./durable-changes.ts";
import type { AlertBookOptions, FollowedRules, OpenAlertBook } from "./open-alert-book.ts";
import { Turns } from "./turns.ts";

/** Evidence of a standing alert follows its detector this often at most, so that readers are not woken by every sample. */
const REFRESH_US = 1_000_000;
/** A deed whose answer is still under way is not late. */
const LATE_AFTER_US = 30_000_000;

/** Opens the book with what stood when the edge last ran. */
export async function openAlertBook(options: AlertBookOptions): Promise<OpenAlertBook> {
  const { alertLog, lines } = await AlertLog.open(options.dir, { edge: options.edge, log: options.log });
  const deeds = await AlertDeeds.open(options.journal, lines, options.log);
  return new DurableAlertBook(alertLog, lines, { options, deeds });
}

class DurableAlertBook implements OpenAlertBook {
  readonly #alertLog: AlertLog;
  readonly #options: AlertBookOptions;
  readonly #index: AlertIndex;
  readonly #places: AlertPlaces;
  readonly #deeds: AlertDeeds;
  readonly #changes: DurableChanges;
  readonly #annunciations = new Annunciations();
  readonly #acts = new Turns();
  readonly #writers = new Map<string, ConditionWriter>();
  readonly #refreshedAt = new Map<string, Micros>();
  #attributesOf: AttributesOf = (_rule, _asset, kind) => attributesIn({}, kind);
  readonly #peaks = new WrittenPeaks();
  #hiding: Hiding;
  #keys: ReadonlySet<string> = new Set();
  #positions = 1;
  #version = 1;

  constructor(
    alertLog: AlertLog,
    lines: readonly LogLine[],
    { options, deeds }: { options: AlertBookOptions; deeds: AlertDeeds },
  ) {
    this.#alertLog = alertLog;
    this.#options = options;
    this.#index = new AlertIndex(options.historyLimit ?? 5000);
    this.#places = new AlertPlaces(this.#index, { most: options.maxStanding ?? 2000, log: options.log });
    this.#deeds = deeds;
    this.#changes = new DurableChanges(() => alertLog.flush(), options.log);
    this.#hiding = this.#hidingBy({ suppressionOf: () => undefined });
    const now = options.clock();
    for (const line of lines) {
      if ("alert" in line) this.#put(line.alert, now);
      else this.#annunciations.restore(line.annunciations);
    }
    this.#deeds.retry(Number.POSITIVE_INFINITY);
  }

  get version(): number {
    return this.#version;
  }

  get refused(): number {
    return this.#places.refused;
  }

  standing(): readonly AlertView[] {
    const now = this.#options.clock();
    return [...this.#index.standing.values()].sort(newestFirst).map((alert) => viewOf(alert, now));
  }

  history(from: Micros, to: Micros, limit: number): readonly AlertView[] {
    const now = this.#options.clock();
    const newest = this.#index.within(from, to).sort(newestFirst).slice(0, Math.max(0, limit));
    return newest.map((alert) => viewOf(alert, now));
  }

  find(alertUid: string): AlertView | undefined {
    const alert = this.#index.find(alertUid);
    return alert === undefined ? undefined : viewOf(alert, this.#options.clock());
  }

  subscribe(listener: (alert: AlertView, at: Micros) => unknown): () => void {
    return this.#changes.subscribe(listener);
  }

  async act(alertUid: string, action: OperatorAction): Promise<AlertView> {
    let before: Alert | undefined;
    try {
      const { deed, after } = await this.#acts.inTurn(alertUid, async () => {
        before = this.#index.find(alertUid);
        if (before === undefined)
          throw new EdgeError("not-found", `there is no alert ${alertUid}; it may be older than what the book keeps`);
        return this.#carryOut(before, action);
      });
      await this.#changes.flush();
      await this.#deeds.record(deed);
      return this.find(alertUid) ?? viewOf(after, action.at);
    } catch (error) {
      if (isRefusal(error)) await this.#deeds.refused(action, alertUid, { before, reason: error.message });
      throw error;
    }
  }

  apply(findings: readonly Finding[]): void {
    const now = this.#options.clock();
    for (const finding of findings) {
      const { rule, assetUid, kind } = finding;
      const key = ruleKey(rule, assetUid);
      const before = this.#index.standing.get(key);
      if (isRepeated(finding, before ?? this.#index.over(key))) continue;
      const attributes = this.#attributesOf(rule, assetUid, kind);
      if (before === undefined && finding.standing && !this.#places.take(kind, attributes.annunciation, rule)) continue;
      const after = afterFinding(before, finding, {
        origin: { edge: this.#options.edge, source: RULES },
        attributes,
        newUid: () => uuidv7(now / 1000),
      });
      if (after === undefined) continue;
      if (after !== before) this.#change(before, saidIn(after, finding), now);
      else if (finding.standing && before.clearedAt === undefined) this.#refresh(before, finding, now);
    }
    this.#soon();
  }

  report(reports: readonly ConditionReport[]): void {
    const now = this.#options.clock();
    const reporting = { edge: this.#options.edge, newUid: () => uuidv7(now / 1000) };
    for (const report of reports) {
      const key = conditionKeyText(report);
      const over = this.#index.over(key);
      // What is over is not opened again by a server that only repeats it; a new occurrence is a new alert.
      const isNews = over?.condition === undefined || (report.active && report.at > over.condition.at);
      const before = this.#index.standing.get(key) ?? (isNews ? undefined : over);
      const after = afterReport(before, report, reporting);
      if (after === undefined || after === before) continue;
      if (before === undefined && !this.#places.take(report.kind, report.annunciation, report.rule)) continue;
      this.#change(before, after, now);
    }
    this.#soon();
  }

  endMissing(source: string, kept: ReadonlySet<string>, at: Micros): void {
    const now = this.#options.clock();
    for (const [key, alert] of [...this.#index.standing]) {
      if (alert.origin.conditionId === undefined || alert.origin.source !== source || kept.has(key)) continue;
      const after = afterMissing(alert, at);
      if (after !== alert) this.#change(alert, after, now);
    }
    this.#soon();
  }

  tick(now: Micros): void {
    for (const alert of [...this.#index.standing.values()]) {
      const after = this.#afterTime(alert, now);
      if (after !== alert) this.#change(alert, after, now);
      // To disk only: listeners have this value already.
      else if (this.#peaks.isDue(alert, now)) this.#alertLog.append(this.#peaks.wrote(alert, now));
    }
    this.#places.tick();
    this.#annunciations.trim(now);
    this.#deeds.retry(now - LATE_AFTER_US);
    void this.#writeBehind();
  }

  follow(rules: FollowedRules): void {
    const { keys, attributesOf, positions = 1 } = rules;
    this.#keys = keys;
    this.#positions = positions;
    this.#attributesOf = attributesOf;
    this.#hiding = this.#hidingBy(rules);
    const now = this.#options.clock();
    for (const [key, alert] of [...this.#index.standing]) {
      if (alert.origin.conditionId !== undefined || alert.clearedAt !== undefined) continue;
      const isWatched = keys.has(key) || isAboutTheEdge(alert);
      const attributes = attributesOf(alert.rule, alert.assetUid, alert.kind);
      const after = isWatched ? afterAttributes(alert, attributes) : cleared(alert, now);
      if (after !== alert) this.#change(alert, after, now);
    }
    this.#soon();
  }

  knowsRule(rule: string, assetUid: AssetUid): boolean {
    return (
      this.#keys.has(ruleKey(rule, assetUid)) ||
      [...this.#index.standing.values()].some((alert) => alert.rule === rule && alert.assetUid === assetUid)
    );
  }

  forwardTo(source: string, writer: ConditionWriter | undefined): void {
    if (writer === undefined) this.#writers.delete(source);
    else this.#writers.set(source, writer);
  }

  annunciatedSince(from: Micros): number {
    return this.#annunciations.countSince(from);
  }

  annunciations(from: Micros, to: Micros): readonly Annunciation[] {
    return this.#annunciations.within(from, to);
  }

  figures(from: Micros, to: Micros): AlarmFigures {
    return alarmFigures(this.#annunciations.all(), { from, to, positions: this.#positions });
  }

  async settled(): Promise<void> {
    await this.#changes.flush();
  }

  async close(): Promise<void> {
    await this.#deeds.settled();
    await this.#changes.flush().catch(() => undefined);
    await this.#alertLog.close();
  }

  /** Does it at its server first, where it has one that is written to; from there on without a pause, so that no finding comes in between. */
  async #carryOut(before: Alert, action: OperatorAction): Promise<{ deed: Deed; after: Alert }> {
    let after = afterAction(before, action);
    const { source, conditionId, branchId } = before.origin;
    const writer = this.#writers.get(source);
    let server = conditionId === undefined ? undefined : "not told";
    if (writer !== undefined && conditionId !== undefined && before.condition !== undefined) {
      server = await writer.act(
        { source, conditionId, ...(branchId === undefined ? {} : { branchId }), eventId: before.condition.eventId },
        action,
      );
      after = afterForwarding(this.#index.find(before.alertUid) ?? before, action);
    }
    const deed = this.#deeds.done(action, before, { after, server });
    // In memory first: a finding that comes while the disk works must build on it. The caller hears of it only when it is on disk.
    this.#change(this.#index.find(before.alertUid), after, action.at, deed);
    return { deed, after };
  }

  #afterTime(alert: Alert, now: Micros): Alert {
    let after = alert;
    if (after.shelf !== undefined && !isShelved(after, now)) {
      const { shelf: _shelf, ...rest } = after;
      after = rest;
    }
    after = withHiding(after, this.#hiding);
    return after.origin.conditionId === undefined
      ? (afterWaiting(after, this.#attributesOf(after.rule, after.assetUid, after.kind), now) ?? after)
      : after;
  }

  #change(before: Alert | undefined, after: Alert, now: Micros, deed?: Deed): void {
    const isNew = before?.occurrenceUid !== after.occurrenceUid && after.suppressedBy !== SERVER;
    const hidden = isNew ? withHiding(after, this.#hiding) : after;
    const alert = isAnnunciation(before, hidden, now) ? { ...hidden, annunciatedAt: now } : hidden;
    this.#put(alert, now);
    this.#alertLog.append(alert, deed === undefined ? [] : [deed]);
    this.#peaks.wrote(alert, now);
    this.#version++;
    this.#changes.add(viewOf(alert, now), now);
  }

  #hidingBy({ suppressionOf, causeOf }: Pick<FollowedRules, "suppressionOf" | "causeOf">): Hiding {
    const { serviceOf } = this.#options;
    const standing = (key: string) => this.#index.standing.get(key);
    return { suppressionOf, ...(causeOf && { causeOf }), ...(serviceOf && { serviceOf }), standing };
  }

  #put(alert: Alert, now: Micros): void {
    this.#annunciations.observe(alert);
    this.#index.put(alert, now);
    if (!this.#index.standing.has(alertKey(alert))) this.#refreshedAt.delete(alert.alertUid);
  }

  #refresh(alert: Alert, finding: Finding, now: Micros): void {
    const last = this.#refreshedAt.get(alert.alertUid);
    if (last !== undefined && now >= last && now - last < REFRESH_US) return;
    if (sameText(alert, finding)) return;
    this.#refreshedAt.set(alert.alertUid, now);
    this.#index.refresh(refreshed(alert, finding));
    this.#version++;
  }

  #soon(): void {
    if (this.#alertLog.hasPending) this.#changes.soon();
  }

  async #writeBehind(): Promise<void> {
    try {
      await this.#changes.flush();
      if (this.#alertLog.isWasteful(this.#index.size + this.#annunciations.size / 20))
        await this.#alertLog.compact(() => this.#lines());
    } catch {
      // The log has said it and keeps the changes for the next tick.
    }
  }

  #lines(): LogLine[] {
    return [
      { annunciations: this.#annunciations.all() },
      ...this.#index.all().map((alert) => ({ alert, deeds: this.#deeds.pendingOf(alert.alertUid) })),
    ];
  }
}
