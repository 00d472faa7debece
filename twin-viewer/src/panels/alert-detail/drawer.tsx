import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { type AlertRecord, recordOfView } from "../../data/alert-record.ts";
import { useSession } from "../../data/context.ts";
import { alerts, openAlert, screen } from "../../data/signals.ts";
import { whenIdle } from "../../data/when-idle.ts";
import { lazyComponent } from "../lazy.tsx";

const load = () => import("./opened-alert.tsx");
const OpenedAlert = lazyComponent(async () => (await load()).OpenedAlert, { isSilent: true });

/** Loads the drawer while the page has nothing else to do, so that it opens at once and without the edge. */
export function loadDrawer(): void {
  whenIdle(() => void load().catch(() => undefined));
}

/** Everything about one alert, beside every list. Esc closes it and gives the focus back to the row. */
export function AlertDrawer() {
  const { mirror } = useSession();
  const opener = useRef<HTMLElement | null>(null);
  const open = openAlert.value;
  useLayoutEffect(() => {
    if (open === null) {
      if (opener.current?.isConnected === true) opener.current.focus();
      opener.current = null;
    } else {
      opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    }
  }, [open?.alertUid]);
  // The drawer belongs to the list that opened it.
  useLayoutEffect(
    () => () => {
      openAlert.value = null;
    },
    [screen.value],
  );
  const view = open === null ? undefined : alerts.value.find(({ alertUid }) => alertUid === open.alertUid);
  const seen = useRef<AlertRecord | undefined>(undefined);
  if (view !== undefined) seen.current = recordOfView(view, (ref) => mirror.tag(ref)?.tagUid);
  // An alert that is over, or not raised yet at the shown instant, is shown in its last known state.
  const last = seen.current?.alertUid === open?.alertUid ? seen.current : open?.past;
  const alert = open === null ? undefined : last;
  useEffect(() => {
    // The alert is over, and no record of it is left.
    if (open !== null && alert === undefined) openAlert.value = null;
  }, [open, alert]);
  return alert === undefined ? null : <OpenedAlert alert={alert} isOver={view === undefined} />;
}
