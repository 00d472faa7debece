/** Changes that the edge itself knows of, as events of the log: for history, replay and followers. */
import { createHash } from "node:crypto";
import type { Logger } from "pino";
import { uuidv7 } from "../../batch/uuidv7.ts";
import type { AlertBook, AlertView } from "../../contracts/alerts/alert.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import { ALERT_CHANGED } from "../../contracts/path/replay.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Inlet } from "../../contracts/path/source.ts";
import { COMPONENT_REPLACED, type WorkAction } from "../../contracts/records/work-book.ts";
import type { OpenWorkBook } from "../../work/work-book.ts";

export type RecordingInlet = Pick<Inlet, "pushEvents" | "committed" | "full">;

interface EventRecorder {
  /** From now on changes of alerts and replaced components are events of the log; those before wait for it. */
  recordIn(inlet: RecordingInlet): void;
  /** Records replaced components that a kill or a full log left out (rule WI19). Called once a second. */
  retry(): void;
}

interface RecorderParts {
  readonly alerts: Pick<AlertBook, "subscribe">;
  readonly work: Pick<OpenWorkBook, "subscribe" | "owed" | "settle">;
  readonly log: Logger;
}

export function openRecorder({ alerts, work, log }: RecorderParts): EventRecorder {
  const early: EdgeEvent[] = [];
  let recordAlert = (event: EdgeEvent): void => {
    early.push(event);
  };
  alerts.subscribe((alert, at) => recordAlert(alertEvent(alert, at)));
  const replaced = new ReplacedRecorder(work, log);
  work.subscribe(() => replaced.retry());
  return {
    recordIn(inlet) {
      recordAlert = (event) => {
        inlet.pushEvents({ events: [event] });
      };
      for (const event of early.splice(0)) recordAlert(event);
      replaced.recordIn(inlet);
    },
    retry: () => replaced.retry(),
  };
}

/** The book owes the log the events of an act until they are on disk there; then the book notes that, on disk too. */
class ReplacedRecorder {
  readonly #work: RecorderParts["work"];
  readonly #log: Logger;
  #inlet: RecordingInlet | undefined;
  readonly #underWay = new Set<string>();
  /** On disk in the log, and still owed by the book. */
  readonly #recorded = new Set<string>();

  constructor(work: RecorderParts["work"], log: Logger) {
    this.#work = work;
    this.#log = log;
  }

  recordIn(inlet: RecordingInlet): void {
    this.#inlet = inlet;
    this.retry();
  }

  retry(): void {
    if (this.#inlet === undefined || this.#inlet.full) return;
    for (const action of this.#work.owed) {
      const key = keyOf(action);
      if (this.#underWay.has(key)) continue;
      this.#underWay.add(key);
      void this.#record(this.#inlet, action, key);
    }
  }

  async #record(inlet: RecordingInlet, action: WorkAction, key: string): Promise<void> {
    try {
      if (!this.#recorded.has(key))
        await inlet.committed(inlet.pushEvents({ events: replacedEvents(action) }), AbortSignal.any([]));
      this.#recorded.add(key);
      await this.#work.settle(action);
      this.#recorded.delete(key);
    } catch (err) {
      this.#log.debug({ err, action: key }, "replaced components are not in the log yet; trying again");
    } finally {
      this.#underWay.delete(key);
    }
  }
}

/** A change of an alert as an event, for replay. */
function alertEvent(alert: AlertView, at: Micros): EdgeEvent {
  return {
    eventUid: uuidv7(at / 1000),
    type: ALERT_CHANGED,
    assetUid: alert.assetUid,
    time: at,
    receivedAt: at,
    schema: "alert/2",
    payload: { ...alert },
  };
}

function keyOf({ item: { itemUid }, act: { actUid } }: WorkAction): string {
  return `${itemUid}/${actUid}`;
}

/** The same act gives the same events, with the same uids. */
function replacedEvents(action: WorkAction): readonly EdgeEvent[] {
  const { item, act } = action;
  const { itemUid, about, kind, schedule } = item;
  // As a failure counts in figures of maintenance (rule WI15): work that no plan asked for.
  const isRepair = kind === "maintenance" && schedule === undefined;
  return [...new Set(act.replaced)].map((component) => ({
    eventUid: uuidv7(
      act.at / 1000,
      createHash("sha256")
        .update(`${keyOf(action)}/${component}`)
        .digest(),
    ),
    type: COMPONENT_REPLACED,
    assetUid: about.assetUid,
    time: act.at,
    receivedAt: act.at,
    schema: "component-replaced/1",
    payload: { component, itemUid, ...(isRepair ? { isRepair } : {}) },
  }));
}
