import { asksForAck } from "../../../edge/contracts/alerts/alert-order.ts";
import { acted } from "./alerts.ts";
import type { ViewerState } from "./stream.ts";

const HALF_HOUR_MS = 1_800_000;

/** The alert of a link whose token is the uid of its alert; undefined for one that the edge would refuse. */
export function linkAnswer(path: string, body: string, state: ViewerState): object | undefined {
  const { token } = JSON.parse(body) as { token: string };
  const found = state.alerts.find(({ alertUid }) => alertUid === token);
  if (found === undefined) return undefined;
  const alert = path.endsWith("/acknowledge") ? acted(found, "acknowledge") : found;
  state.alerts = state.alerts.map((one) => (one === found ? alert : one));
  const tag = state.model.signals.find((one) => one.tag.ref === alert.values?.tag)?.tag;
  const { unit = null, range = null } = tag ?? {};
  const asset = state.model.plant.assets.find(({ assetUid }) => assetUid === alert.assetUid);
  const { message, priority, state: stands, raisedAt, response, values } = alert;
  return {
    label: asset?.label ?? null,
    name: asset?.name ?? null,
    timeZone: state.model.plant.site.timeZone,
    message,
    priority,
    state: stands,
    asksAck: asksForAck(alert),
    isSame: true,
    raisedAt: new Date(raisedAt / 1000).toISOString(),
    until: new Date(state.now() + HALF_HOUR_MS).toISOString(),
    values: values === undefined ? null : { raised: values.raised, now: values.now ?? null, unit, range },
    response: response ?? null,
  };
}
