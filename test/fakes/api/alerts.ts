import { alarmFigures } from "../../../edge/contracts/alerts/alarm-figures.ts";
import type { AlertBook, AlertView, OperatorAction } from "../../../edge/contracts/alerts/alert.ts";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import type { Micros } from "../../../edge/contracts/path/sample-batch.ts";
import type { AssetUid, TagRef } from "../../../edge/contracts/plant/tag.ts";
import { FIRST_OCCURRENCE } from "../alerts/alerts.ts";

/** An alert book in memory with one active alert, which records the requested actions. */
export class FakeAlerts implements AlertBook {
  version = 1;
  readonly actions: OperatorAction[] = [];
  list: AlertView[];

  constructor(assetUid: AssetUid, raisedAt: Micros) {
    const alert: AlertView = {
      alertUid: "alert-1",
      rule: "spindle-bearing-temperature/high",
      assetUid,
      kind: "process",
      severity: 700,
      priority: 2,
      state: "active",
      message: { zh: "主轴轴承温度高", en: "Spindle bearing temperature high" },
      evidence: [{ tag: 0 as TagRef, value: 81.5, limit: 75, why: { zh: "高于 75", en: "above 75" } }],
      raisedAt,
      ...FIRST_OCCURRENCE,
    };
    this.list = [alert];
  }

  standing(): readonly AlertView[] {
    return this.list;
  }
  history(from: number, to: number, limit: number): readonly AlertView[] {
    return this.list.filter((alert) => alert.raisedAt >= from && alert.raisedAt < to).slice(0, limit);
  }
  find(alertUid: string): AlertView | undefined {
    return this.list.find((alert) => alert.alertUid === alertUid);
  }
  async act(alertUid: string, action: OperatorAction): Promise<AlertView> {
    const alert = this.find(alertUid);
    if (alert === undefined) throw new EdgeError("not-found", "no alert has this uid");
    this.actions.push(action);
    this.version++;
    if (action.kind !== "acknowledge") return alert;
    if (alert.acknowledged !== undefined) throw new EdgeError("conflict", "it was acknowledged already");
    const { at, principal, comment } = action;
    const changed: AlertView = {
      ...alert,
      state: "acknowledged",
      acknowledged: { at, by: principal.user, ...(comment === undefined ? {} : { comment }) },
    };
    this.list = this.list.map((one) => (one === alert ? changed : one));
    return changed;
  }
  figures(from: number, to: number) {
    return alarmFigures([], { from, to, positions: 1 });
  }
  subscribe(): () => void {
    return () => undefined;
  }
}
