/** Changes that the edge itself knows of, as events of the log: for history, replay and followers. */
import { uuidv7 } from "../../batch/uuidv7.ts";
import type { AlertBook, AlertView } from "../../contracts/alerts/alert.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import { ALERT_CHANGED } from "../../contracts/path/replay.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Inlet } from "../../contracts/path/source.ts";
import { COMPONENT_REPLACED, type Replaced, replacedIn, type WorkBook } from "../../contracts/records/work-book.ts";

/** Keeps changes of alerts, and replaced components, until there is a log to record them in. */
export function recorderOf(
  alerts: Pick<AlertBook, "subscribe">,
  work: Pick<WorkBook, "subscribe">,
): (inlet: Pick<Inlet, "pushEvents">) => void {
  const early: EdgeEvent[] = [];
  let record = (event: EdgeEvent): void => {
    early.push(event);
  };
  alerts.subscribe((alert, at) => record(alertEvent(alert, at)));
  work.subscribe(({ item, act }) => {
    if (act === undefined) return;
    for (const replaced of replacedIn({ ...item, acts: [act] })) record(replacedEvent(replaced));
  });
  return (inlet) => {
    record = (event) => {
      inlet.pushEvents({ events: [event] });
    };
    for (const event of early.splice(0)) record(event);
  };
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

function replacedEvent({ assetUid, component, at, itemUid }: Replaced): EdgeEvent {
  return {
    eventUid: uuidv7(at / 1000),
    type: COMPONENT_REPLACED,
    assetUid,
    time: at,
    receivedAt: at,
    schema: "component-replaced/1",
    payload: { component, itemUid },
  };
}
