import { MEDIA, type Medium } from "../../../../edge/contracts/plant/media.ts";
import "../../i18n/balance-catalogue.ts";
import { can } from "../../../../edge/contracts/plant/kinds.ts";
import { t } from "../../i18n/language.ts";
import type { FieldProps } from "./field-props.ts";

/** Which medium: one that a meter of the plant measures. */
export function MediumField({ panel, context, patch }: FieldProps) {
  const value = "medium" in panel ? panel.medium : undefined;
  const metered = new Set(
    context.index.plant.assets.filter((asset) => can(asset, "meters")).map(({ medium }) => medium ?? "electricity"),
  );
  const choices: readonly Medium[] = MEDIA.filter((one) => metered.has(one) || one === value);
  return (
    <label class="dash-field">
      {t("balance.medium")}
      <select
        value={value ?? ""}
        onChange={(event) =>
          patch({ medium: event.currentTarget.value === "" ? undefined : event.currentTarget.value })
        }
      >
        <option value="">{t("balance.first-medium")}</option>
        {choices.map((one) => (
          <option key={one} value={one}>
            {t(`energy.${one}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
