import type { WorkState } from "../../../data/maintenance-api.ts";
import type { InspectionAnswer } from "../../../data/safety-api.ts";
import { local, t } from "../../../i18n/language.ts";
import { InspectItems } from "../../../panels/inspect/inspect-items.tsx";
import { useInspection } from "../../../panels/inspect/use-inspection.ts";
import { SendDialog } from "../../../panels/work-items/send-dialog.tsx";

interface FormProps {
  readonly inspection: InspectionAnswer;
  /** As the newest answer has it. */
  readonly state: WorkState;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Asks for the result of each item. What is filled in stays on the device until it is sent. */
export function InspectionForm({ inspection, state, onClose, onDone }: FormProps) {
  const doing = useInspection(inspection, state);
  const done = () => {
    doing.forget();
    onDone();
  };
  return (
    <SendDialog
      label={local(inspection.work.title)}
      act={t("sr.send")}
      onSend={doing.send}
      onClose={onClose}
      onDone={done}
    >
      <InspectItems items={inspection.items} doing={doing} />
    </SendDialog>
  );
}
