import { t } from "../i18n/language.ts";

export interface ElsewhereProps {
  readonly room: string;
}

/** Says that only the plant's own edge has a room, and why (rules CV30 and CV38). */
export function Elsewhere({ room }: ElsewhereProps) {
  return (
    <>
      <h2>{t("hub.room-elsewhere", { room })}</h2>
      <p>{t("hub.room-why")}</p>
    </>
  );
}
