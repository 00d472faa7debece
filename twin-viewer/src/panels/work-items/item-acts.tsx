import { useState } from "preact/hooks";
import { actOnAlert } from "../../data/alert-actions.ts";
import { actOnWork, type WorkActKind, type WorkItemAnswer } from "../../data/maintenance-api.ts";
import { acting, keepChanged } from "../../data/maintenance-focus.ts";
import { whyNot } from "../../data/may.ts";
import { newUid } from "../../data/new-uid.ts";
import { liveNowMs } from "../../data/signals.ts";
import { ACT_FORMS } from "../../data/work-board.ts";
import { local, t } from "../../i18n/language.ts";
import { ActButton } from "../act-button.tsx";

/** The acts that the user may do now; without the permission at all, the first step with the reason. */
export function ItemActs({ item }: { item: WorkItemAnswer }) {
  const { may, itemUid, title } = item;
  const [isSending, setSending] = useState(false);
  const act = (kind: WorkActKind) => {
    if (ACT_FORMS[kind].fields.length > 0) {
      acting.value = { item, kind };
      return;
    }
    // A second click would be a second act, which the edge refuses.
    setSending(true);
    void actOnAlert(async () => keepChanged(await actOnWork(itemUid, { actUid: newUid(), kind }), liveNowMs())).then(
      () => setSending(false),
    );
  };
  const why = whyNot("operate");
  if (may.length === 0) return why === null ? null : <small>{why}</small>;
  return (
    <p class="work-acts">
      {may.map((kind) => (
        <ActButton
          key={kind}
          asks="operate"
          disabled={isSending}
          name={t("work.name-of", { act: t(`work.${kind}`), title: local(title) })}
          onAct={() => act(kind)}
        >
          {t(`work.${kind}`)}
        </ActButton>
      ))}
    </p>
  );
}
