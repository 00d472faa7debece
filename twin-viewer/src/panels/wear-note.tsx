import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { usePlant, useSession } from "../data/context.ts";
import { useSecond } from "../data/use-refresh.ts";
import { fastPartsOf, wearOf, wearText } from "../data/wear.ts";
import { componentName } from "../i18n/components.ts";
import { local, t } from "../i18n/language.ts";

/** "Tool wear ×24" for each part that wears faster than a real one; nothing for normal wear. */
export function WearNotes({ asset }: { asset: AssetUid }) {
  const index = usePlant();
  const { mirror } = useSession();
  useSecond();
  const parts = index === null ? [] : fastPartsOf(asset, index, mirror);
  return (
    <>
      {parts.map(({ component, factor }) => (
        <span key={component} class="wear" title={t("wear.why")}>
          {t("wear.of", { part: local(componentName(component)), wear: wearText(factor) })}
        </span>
      ))}
    </>
  );
}

/** The same for one part, beside its text. */
export function WearNote({ asset, component }: { asset: AssetUid; component: string }) {
  const index = usePlant();
  const { mirror } = useSession();
  useSecond();
  const text = index === null ? "" : wearOf(component, fastPartsOf(asset, index, mirror));
  return text === "" ? null : (
    <span class="wear" title={t("wear.why")}>
      {text}
    </span>
  );
}
