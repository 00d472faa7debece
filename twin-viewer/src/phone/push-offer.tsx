import { useEffect, useState } from "preact/hooks";
import { wordsOf } from "../data/api.ts";
import { fetchOffer, hasPush, type OfferedChannel, renew, subscribe, unsubscribe } from "../data/push.ts";
import { awaitCauseWords } from "../i18n/causes-later.ts";
import { language } from "../i18n/chosen.ts";
import { t } from "../i18n/language.ts";
import { reasonInWords } from "../i18n/reasons.ts";

interface Offered {
  readonly publicKey: string;
  readonly channels: readonly OfferedChannel[];
  readonly chosen: readonly string[];
}

/** Notices on this phone, where the edge has a channel for them and the browser can. */
export function PushOffer() {
  const [offered, setOffered] = useState<Offered | null>(null);
  const [note, setNote] = useState("");
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    const load = async () => {
      if (!hasPush()) return;
      const { publicKey, channels } = await fetchOffer();
      if (publicKey !== null) setOffered({ publicKey, channels, chosen: await renew(channels) });
    };
    // Without an answer there is nothing to offer; the page itself says that the edge is away.
    load().catch(() => undefined);
  }, []);
  if (offered === null) return null;
  const { publicKey, channels, chosen } = offered;
  const change = async (id: string) => {
    if (chosen.includes(id)) {
      await unsubscribe(id);
      return chosen.filter((one) => one !== id);
    }
    if (await subscribe(id, publicKey, language.value)) return [...chosen, id];
    setNote(t("phone.push-refused"));
    return chosen;
  };
  const toggle = (id: string) => {
    setBusy(true);
    setNote("");
    void change(id)
      .then(
        (next) => setOffered({ ...offered, chosen: next }),
        async (error: unknown) => {
          await awaitCauseWords();
          setNote(reasonInWords(wordsOf(error)));
        },
      )
      .then(() => setBusy(false));
  };
  return (
    <section aria-label={t("phone.push")}>
      <h2>{t("phone.push")}</h2>
      <p class="phone-line">{t("phone.push-what")}</p>
      <div class="phone-actions">
        {channels.map((channel) => (
          <button
            key={channel.id}
            type="button"
            class="button"
            aria-pressed={chosen.includes(channel.id)}
            disabled={isBusy}
            onClick={() => toggle(channel.id)}
          >
            {chosen.includes(channel.id) ? "✓ " : ""}
            {channelText(channel)}
          </button>
        ))}
      </div>
      {note === "" ? null : (
        <p class="phone-line" role="alert">
          {note}
        </p>
      )}
    </section>
  );
}

function channelText({ id, sends, priorities }: OfferedChannel): string {
  if (sends === "predictions") return t("phone.push-predictions", { id });
  if (sends === "calls") return t("phone.push-calls", { id });
  return t("phone.push-alarms", { id, priorities: priorities.join(", ") });
}
