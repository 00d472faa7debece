import type { AssetUid } from "../../../../../edge/contracts/plant/tag.ts";
import { usePlant, useSession } from "../../../data/context.ts";
import { dictionaryVersion, linksVersion, second } from "../../../data/signals.ts";
import { t } from "../../../i18n/language.ts";
import { isRestarting, saved } from "../state.ts";
import { connected } from "./state.ts";

/** The machines that were added, and how many of their tags have a value. */
export function LiveCard() {
  const index = usePlant();
  const { mirror } = useSession();
  dictionaryVersion.value;
  linksVersion.value;
  second.value;
  const uids = new Set<string>(connected.value);
  const tags = mirror.tags().filter(({ assetUid }) => uids.has(assetUid));
  return (
    <fieldset class="setup-group">
      <legend>{t("setup.step-live")}</legend>
      {tags.length === 0 ? (
        <p>
          {t(
            isRestarting.value ? "setup.restarting" : saved.value === null ? "setup.not-saved" : "setup.restart-first",
          )}
        </p>
      ) : null}
      <ul class="setup-live">
        {connected.value.map((uid) => {
          const own = tags.filter(({ assetUid }) => assetUid === uid);
          const valued = own.filter(({ ref }) => !Number.isNaN(mirror.time(ref))).length;
          const label = index?.asset(uid as AssetUid)?.label ?? uid;
          return own.length === 0 ? null : (
            <li key={uid}>{t("setup.live-of", { name: label, valued, count: own.length })}</li>
          );
        })}
      </ul>
    </fieldset>
  );
}
