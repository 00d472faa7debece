import { uuidv7 } from "../batch/uuidv7.ts";
import type { Act } from "../contracts/access/journal.ts";
import { type AlarmFigures, type Annunciation, alarmFigures } from "../contracts/alerts/alarm-figures.ts";
import { type Alert, type AlertView, type OperatorAction, RULES, SERVER } from "../contracts/alerts/alert.ts";
import { type ConditionReport, type ConditionWriter, conditionKeyText } from "../contracts/alerts/condition.ts";
import type { Finding } from "../contracts/alerts/detector.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import { attributesIn } from "../detect/rules/alert-attributes.ts";
import { ruleKey } from "../detect/rules/rule-detector.ts";
import { afterAction } from "./alert-actions.ts";
import { AlertActs, isRefusal } from "./alert-acts.ts";
import { afterForwarding, afterMissing, afterReport, isNews } from "./alert-conditions.ts";
import {
  afterAttributes,
  afterFinding,
  afterWaiting,
  cleared,
  isRepeated,
  refreshed,
  sameText,
  withPlaceInLog,
} from "./alert-findings.ts";
import { type Hiding, withHiding } from "./alert-hiding.ts";
import { AlertIndex, alertKey, newestFirst } from "./alert-index.ts";
import { AlertLog, type LogLine } from "./alert-log.ts";
import { AlertPlaces } from "./alert-places.ts";
import { isAboutTheEdge, isAnnunciation, isShelved, viewOf } from "./alert-state.ts";
import { Annunciations } from "./annunciations.ts";
import { DurableChanges } from "./durable-changes.ts";
import { Forwarding } from "./forwarding.ts";
import type { AlertBookOptions, FollowedRules, OpenAlertBook } from "./open-alert-book.ts";
import { RefreshPace } from "./refresh-pace.ts";
import { Turns } from "./turns.ts";

type StoredAlerts = Awaited<ReturnType<typeof AlertLog.open>>;

/** Used until the rules of the config are loaded. */
const NO_RULES: FollowedRules = {
  keys: new Set(),
  attributesOf: (_rule, _asset, kind) => attributesIn({}, kind),
  suppressionOf: () => undefined,
};

/** Opens the book with the alerts that were active when the edge last ran. */
export async function openAlertBook(options: AlertBookOptions): Promise<OpenAlertBook> {
  const stored = await AlertLog.open(options.dir, { edge: options.edge, log: options.log });
  const acts = await AlertActs.open(options.journal, stored.lines, options.log);
  return new DurableAlertBook(stored, acts, options);
}

class DurableAlertBook implements OpenAlertBook {
  readonly #options: AlertBookOptions;
  readonly #index: AlertIndex;
  readonly #places: AlertPlaces;
  readonly #acts: AlertActs;
  readonly #changes: DurableChanges;
  readonly #annunciations = new Annunciations();
  readonly #turns = new Turns();
  readonly #forwarding = new Forwarding();
  readonly #pace = new RefreshPace();
  #rules: FollowedRules = NO_RULES;
  #hiding: Hiding;
  #version = 1;

  constructor({ alertLog, lines }: StoredAlerts, acts: AlertActs, options: AlertBookOptions) {
    this.#options = options;
    this.#index = new AlertIndex(options.historyLimit ?? 5000);
    this.#places = new AlertPlaces(this.#index, { most: options.maxStanding ?? 2000, log: options.log });
    this.#acts = acts;
    this.#changes = new DurableChanges(alertLog, options.log);
    this.#hiding = this.#hidingBy(NO_RULES);
    const now = options.clock();
    for (const line of lines) {
      if ("alert" in line) this.#put(line.alert, now);
      else this.#annunciations.restore(line.annunciations);
    }
    this.#acts.retry();
  }

  get version() {
    return this.#version;
  }

  get refused() {
    return this.#places.refused;
  }

  standing(): readonly AlertView[] {
    return this.#views([...this.#index.standing.values()].sort(newestFirst));
  }

  history(from: Micros, to: Micros, limit: number): readonly AlertView[] {
    return this.#views(this.#index.within(from, to).sort(newestFirst).slice(0, Math.max(0, limit)));
  }

  find(alertUid: string): AlertView | undefined {
    const alert = this.#index.find(alertUid);
    return alert && viewOf(alert, this.#options.clock());
  }

  subscribe(listener: (alert: AlertView, at: Micros) => unknown): () => void {
    return this.#changes.subscribe(listener);
  }

  async act(alertUid: string, action: OperatorAction): Promise<AlertView> {
    let before: Alert | undefined;
    try {
      const { act, after } = await this.#turns.inTurn(alertUid, async () => {
        before = this.#index.find(alertUid);
        if (before === undefined)
          throw new EdgeError("not-found", `there is no alert ${alertUid}; it may be older than the kept alerts`);
        return this.#carryOut(before, action);
      });
      await this.#changes.flush();
      await this.#acts.record(act);
      return this.find(alertUid) ?? viewOf(after, action.at);
    } catch (error) {
      if (isRefusal(error)) await this.#acts.refused(action, alertUid, { before, reason: error.message });
      throw error;
    }
  }

  apply(findings: readonly Finding[]): void {
    const now = this.#options.clock();
    for (const finding of findings) {
      const { rule, assetUid, kind, standing } = finding;
      const key = ruleKey(rule, assetUid);
      const before = this.#index.standing.get(key);
      if (isRepeated(finding, before ?? this.#index.over(key)) || (before === undefined && !standing)) continue;
      const attributes = this.#rules.attributesOf(rule, assetUid, kind);
      if (before === undefined && !this.#places.take(kind, attributes.annunciation, rule)) continue;
      const after = afterFinding(before, finding, {
        origin: { edge: this.#options.edge, source: RULES },
        attributes,
        newUid: () => uuidv7(now / 1000),
      });
      if (after === undefined) continue;
      if (after !== before) this.#change(before, withPlaceInLog(after, finding), now);
      else if (finding.standing && before.clearedAt === undefined) this.#refresh(before, finding, now);
    }
    this.#changes.soon();
  }

  report(reports: readonly ConditionReport[]): void {
    const now = this.#options.clock();
    const reporting = { edge: this.#options.edge, newUid: () => uuidv7(now / 1000) };
    for (const report of reports) {
      const key = conditionKeyText(report);
      const over = this.#index.over(key);
      const before = this.#index.standing.get(key) ?? (isNews(over, report) ? undefined : over);
      const after = afterReport(before, report, reporting);
      if (after === undefined || after === before) continue;
      if (before === undefined && !this.#places.take(report.kind, report.annunciation, report.rule)) continue;
      this.#change(before, after, now);
    }
    this.#changes.soon();
  }

  endMissing(source: string, kept: ReadonlySet<string>, at: Micros): void {
    for (const [key, alert] of [...this.#index.standing]) {
      if (alert.origin.conditionId === undefined || alert.origin.source !== source || kept.has(key)) continue;
      const after = afterMissing(alert, at);
      if (after !== alert) this.#change(alert, after, this.#options.clock());
    }
    this.#changes.soon();
  }

  tick(now: Micros): void {
    for (const alert of [...this.#index.standing.values()]) {
      const after = this.#afterTime(alert, now);
      if (after !== alert) this.#change(alert, after, now);
      else this.#changes.addPeak(alert, now);
    }
    this.#places.tick();
    this.#annunciations.trim(now);
    this.#acts.retry();
    void this.#changes.writeBehind(this.#index.size + this.#annunciations.size / 20, () => this.#lines());
  }

  follow(rules: FollowedRules): void {
    const { keys, attributesOf } = rules;
    this.#rules = rules;
    this.#hiding = this.#hidingBy(rules);
    const now = this.#options.clock();
    for (const [key, alert] of [...this.#index.standing]) {
      if (alert.origin.conditionId !== undefined || alert.clearedAt !== undefined) continue;
      const isWatched = keys.has(key) || isAboutTheEdge(alert);
      const attributes = attributesOf(alert.rule, alert.assetUid, alert.kind);
      const after = isWatched ? afterAttributes(alert, attributes) : cleared(alert, now);
      if (after !== alert) this.#change(alert, after, now);
    }
    this.#changes.soon();
  }

  knowsRule(rule: string, assetUid: AssetUid): boolean {
    return (
      this.#rules.keys.has(ruleKey(rule, assetUid)) ||
      [...this.#index.standing.values()].some((alert) => alert.rule === rule && alert.assetUid === assetUid)
    );
  }

  hasPending(actUid: string): boolean {
    return this.#acts.isPending(actUid);
  }

  forwardTo(source: string, writer: ConditionWriter | undefined): void {
    this.#forwarding.to(source, writer);
  }

  annunciatedSince(from: Micros): number {
    return this.#annunciations.countSince(from);
  }

  annunciations(from: Micros, to: Micros): readonly Annunciation[] {
    return this.#annunciations.within(from, to);
  }

  figures(from: Micros, to: Micros): AlarmFigures {
    return alarmFigures(this.#annunciations.all(), { from, to, positions: this.#rules.positions ?? 1 });
  }

  settled(): Promise<void> {
    return this.#changes.flush();
  }

  async close(): Promise<void> {
    await this.#acts.settled();
    await this.#changes.close();
  }

  /** The server of the condition acts first; from its answer on nothing waits, so that no finding comes between. */
  async #carryOut(before: Alert, action: OperatorAction): Promise<{ act: Act; after: Alert }> {
    let after = afterAction(before, action);
    let server = before.origin.conditionId === undefined ? undefined : "not sent";
    const answer = await this.#forwarding.act(before, action);
    if (answer !== undefined) {
      server = answer;
      after = afterForwarding(this.#index.find(before.alertUid) ?? before, action, before);
    }
    const act = this.#acts.done(action, before, { after, server });
    // In memory first: a finding that comes while the disk works must build on it. The caller gets its answer only
    // when the change is on disk.
    this.#change(this.#index.find(before.alertUid), after, action.at, act);
    return { act, after };
  }

  #views(alerts: readonly Alert[]): AlertView[] {
    const now = this.#options.clock();
    return alerts.map((alert) => viewOf(alert, now));
  }

  #afterTime(alert: Alert, now: Micros): Alert {
    let after = alert;
    if (after.shelf !== undefined && !isShelved(after, now)) {
      const { shelf: _shelf, ...rest } = after;
      after = rest;
    }
    after = withHiding(after, this.#hiding);
    return after.origin.conditionId === undefined
      ? (afterWaiting(after, this.#rules.attributesOf(after.rule, after.assetUid, after.kind), now) ?? after)
      : after;
  }

  #change(before: Alert | undefined, after: Alert, now: Micros, act?: Act): void {
    const isNew = before?.occurrenceUid !== after.occurrenceUid && after.suppressedBy !== SERVER;
    const hidden = isNew ? withHiding(after, this.#hiding) : after;
    const alert = isAnnunciation(before, hidden, now) ? { ...hidden, annunciatedAt: now } : hidden;
    this.#put(alert, now);
    this.#version++;
    this.#changes.add(alert, now, act === undefined ? [] : [act]);
  }

  #hidingBy({ suppressionOf, causeOf }: Pick<FollowedRules, "suppressionOf" | "causeOf">): Hiding {
    const { serviceOf } = this.#options;
    const standing = (key: string) => this.#index.standing.get(key);
    return { suppressionOf, ...(causeOf && { causeOf }), ...(serviceOf && { serviceOf }), standing };
  }

  #put(alert: Alert, now: Micros): void {
    this.#annunciations.observe(alert);
    this.#index.put(alert, now);
    if (!this.#index.standing.has(alertKey(alert))) this.#pace.forget(alert.alertUid);
  }

  #refresh(alert: Alert, finding: Finding, now: Micros): void {
    if (!this.#pace.isDue(alert.alertUid, now) || sameText(alert, finding)) return;
    this.#pace.refreshed(alert.alertUid, now);
    this.#index.refresh(refreshed(alert, finding));
    this.#version++;
  }

  #lines(): LogLine[] {
    return [
      { annunciations: this.#annunciations.all() },
      ...this.#index.all().map((alert) => ({ alert, acts: this.#acts.pendingOf(alert.alertUid) })),
    ];
  }
}
